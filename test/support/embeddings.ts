import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Words that mean the same to the stand-in. */
const MEANINGS = ['billing billed charge charges charged twice double', 'log logged logs dashboard', 'night midnight'];

/** Stands in for a model behind an API like OpenAI's: a dimension for each of a few meanings. */
export class EmbeddingsStandIn {
  /** The texts of each request. */
  readonly requests: string[][] = [];
  mood: 'well' | 'failing' | 'silent' = 'well';
  private server: Server;

  async listen(): Promise<string> {
    this.server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => (text += String(chunk)));
      request.on('end', () => {
        const { input } = JSON.parse(text) as { input: string[] };
        if (this.mood === 'silent') return;
        this.requests.push(input);
        const data = input.map((one, index) => ({ object: 'embedding', index, embedding: vectorOf(one) }));
        const status = this.mood === 'failing' || request.url !== '/v1/embeddings' ? 500 : 200;
        response
          .writeHead(status, { 'content-type': 'application/json' })
          .end(JSON.stringify({ data: data.reverse() }));
      });
    });
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

function vectorOf(text: string): number[] {
  const words = text.toLowerCase().split(/\W+/);
  const counts = MEANINGS.map((meaning) => words.filter((word) => meaning.split(' ').includes(word)).length);
  return [0.1, ...counts];
}
