import { Injectable } from '@nestjs/common';
import type { ListResourcesResult, ReadResourceResult } from '@modelcontextprotocol/server';
import { PageQuery } from '../../access/page.dto';
import { invalidRequest } from '../../access/validation';
import type { Page } from '../../database/page';
import type { Scope } from '../../database/scope';
import { DefinitionDetailView } from '../../definitions/definition.dto';
import type { Definition } from '../../definitions/definition.entity';
import { DefinitionsService } from '../../definitions/definitions.service';
import { notFound } from '../../problems/problem';
import { StoriesService } from '../../stories/stories.service';
import { StoryReader } from '../../stories/story-reader.service';
import { StoryView } from '../../stories/story.view';
import { ProgressService } from '../../workflows/progress.service';
import { RunView } from '../../workflows/run.view';
import { RunsService } from '../../workflows/runs.service';
import { checked } from '../input/checked';
import { addressOf, uriOf } from './uri';

type Listed = ListResourcesResult['resources'][number];

/** The lists that are read one after another. */
const LISTS = ['definitions', 'stories', 'runs'] as const;
type List = (typeof LISTS)[number];

/** Definitions, stories and runs as things to read. */
@Injectable()
export class Resources {
  constructor(
    private readonly definitions: DefinitionsService,
    private readonly stories: StoriesService,
    private readonly storyReader: StoryReader,
    private readonly runs: RunsService,
    private readonly progress: ProgressService,
  ) {}

  /** A page of all there is, definitions first. @throws Problem 400 for a cursor that nobody was given */
  async list(scope: Scope, cursor = `${LISTS[0]}:`): Promise<ListResourcesResult> {
    const [name, after] = cursor.split(/:(.*)/s);
    const place = LISTS.indexOf(name as List);
    if (place < 0) throw invalidRequest([{ field: 'cursor', message: 'must be the nextCursor of a page' }]);
    const { items, next } = await this.page(
      scope,
      LISTS[place],
      await checked(PageQuery, { after: after || undefined }),
    );
    const following = next ? `${LISTS[place]}:${next}` : LISTS[place + 1] && `${LISTS[place + 1]}:`;
    return { resources: items, ...(following && { nextCursor: following }) };
  }

  /** @throws Problem 404 with look-alikes */
  async read(scope: Scope, uri: string): Promise<ReadResourceResult> {
    const address = addressOf(uri);
    if (!address) throw notFound('resource', uri.slice(0, 300));
    if (address.what === 'story') return json(uri, StoryView.of(await this.storyReader.read(scope, address.id)));
    if (address.what === 'run') return json(uri, RunView.of(await this.progress.read(scope, address.id)));
    const definition = await this.definitions.find(address.kind, address.id);
    const text = textOf(definition);
    if (text === undefined) return json(uri, DefinitionDetailView.of(definition));
    return { contents: [{ uri, mimeType: 'text/markdown', text }] };
  }

  private async page(scope: Scope, list: List, request: PageQuery): Promise<Page<Listed>> {
    if (list === 'definitions') {
      const { items, next } = await this.definitions.page({}, request);
      return { items: items.map(definitionOf), next };
    }
    if (list === 'stories') {
      const { items, next } = await this.stories.list(scope, request);
      const of = ({ storyId: id, title, status }: (typeof items)[number]['story']): Listed => ({
        uri: uriOf({ what: 'story', id }),
        name: id,
        title,
        description: `Story, ${status}`,
        mimeType: JSON_TYPE,
      });
      return { items: items.map(({ story }) => of(story)), next };
    }
    const { items, next } = await this.runs.list(scope, request);
    const of = ({ key: id, workflowId, status }: (typeof items)[number]['run']): Listed => ({
      uri: uriOf({ what: 'run', id }),
      name: id,
      description: `Run of ${workflowId}, ${status}`,
      mimeType: JSON_TYPE,
    });
    return { items: items.map(({ run }) => of(run)), next };
  }
}

const JSON_TYPE = 'application/json';

function definitionOf(definition: Definition): Listed {
  const { kind, pack, definitionId, name } = definition;
  const word = kind.toLowerCase();
  return {
    uri: uriOf({ what: 'definition', kind, id: `${pack}:${definitionId}` }),
    name: `${word} ${definitionId}`,
    title: name,
    description: `${word} of the pack ${pack}`,
    mimeType: textOf(definition) === undefined ? JSON_TYPE : 'text/markdown',
  };
}

/** The file itself, where it is made to be read. */
function textOf({ body }: Definition): string | undefined {
  const { text } = body as { text?: unknown };
  return typeof text === 'string' ? text : undefined;
}

const json = (uri: string, view: object): ReadResourceResult => ({
  contents: [{ uri, mimeType: JSON_TYPE, text: JSON.stringify(view) }],
});
