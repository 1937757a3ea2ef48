import { Injectable } from '@nestjs/common';
import { mapPage, type Page } from '../../database/page';
import type { Scope } from '../../database/scope';
import { DefinitionDetailView, DefinitionsQuery } from '../../definitions/definition.dto';
import type { Definition } from '../../definitions/definition.entity';
import { DefinitionsService } from '../../definitions/definitions.service';
import { type Answer, prose } from '../answers/fit';
import { refTo } from '../answers/ref';
import { checked } from '../input/checked';
import type { FindInput } from '../input/find.input';
import type { Line, Noun } from './noun';

/** The workflows that runs may be started of. */
@Injectable()
export class WorkflowNoun implements Noun {
  readonly kind = 'workflow';

  constructor(private readonly definitions: DefinitionsService) {}

  async status(_: Scope, id: string): Promise<Answer> {
    const definition = await this.definitions.find('WORKFLOW', id);
    const { description, variants, type } = definition.body;
    return {
      ...lineOf(definition),
      type,
      variants: variants.map(({ name }) => name),
      steps: variants[0]?.steps.map(({ name }) => prose(name)),
      description: prose(description),
    };
  }

  async detail(_: Scope, id: string): Promise<object> {
    return DefinitionDetailView.of(await this.definitions.find('WORKFLOW', id));
  }

  async find(_: Scope, { limit, after }: FindInput): Promise<Page<Line>> {
    const { kind, ...page } = await checked(DefinitionsQuery, { kind: 'WORKFLOW', limit, after });
    return mapPage(await this.definitions.page({ kind }, page), lineOf);
  }
}

const lineOf = ({ definitionId, pack, name }: Definition): Line => ({
  id: refTo('workflow', definitionId),
  pack: pack === 'core' ? undefined : pack,
  name: prose(name),
});
