import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import { Problem } from '../problems/problem';
import { PROBLEM_JSON, REQUEST_ID_HEADER, viewOf } from '../access/problem.filter';

const byCode: Record<string, { status: number; detail: string }> = {
  HPE_HEADER_OVERFLOW: { status: 431, detail: 'The address and the headers are longer than 16 KiB together.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, detail: 'The request did not arrive in time.' },
};

/** Answers what is not even HTTP, and closes the connection: whatever follows on it cannot be trusted. */
export function answerUnreadable({ code = '' }: NodeJS.ErrnoException, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const { status, detail } = byCode[code] ?? { status: 400, detail: 'This is not HTTP/1.1.' };
  const title = STATUS_CODES[status]!;
  const problem = new Problem(title.toLowerCase().replaceAll(' ', '-'), status, title, { detail });
  const id = randomUUID();
  const body = JSON.stringify(viewOf(problem, { id, url: '' }));
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    `content-type: ${PROBLEM_JSON}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `${REQUEST_ID_HEADER}: ${id}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
