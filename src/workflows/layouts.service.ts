import { Injectable } from '@nestjs/common';
import { Fresh } from '../database/fresh';
import { Notices } from '../database/notices';
import { type DefinitionOf, DEFINITIONS, DefinitionsService } from '../definitions/definitions.service';
import type { WorkflowBody } from '../definitions/parse/workflow';
import { unacceptable } from '../problems/problem';
import { layOut, type StageDraft } from './plan/layout';
import type { Run } from './run.entity';

/** The stages as the definition of a run has them, before anything happened to them. */
@Injectable()
export class LayoutsService {
  /** The definitions by their names and by the UUIDs of their versions. */
  private readonly known: Fresh<DefinitionOf<'WORKFLOW'>>;

  constructor(notices: Notices, definitions: DefinitionsService) {
    this.known = new Fresh(notices, DEFINITIONS, (name) => definitions.find('WORKFLOW', name));
  }

  /** The stages of a run that has started, once each: those of the version that it is pinned to. */
  async of({ definitionUuid, variant }: Pick<Run, 'definitionUuid' | 'variant'>): Promise<StageDraft[]> {
    const { body } = await this.known.own(definitionUuid);
    return layOut(variantOf(body, variant).steps);
  }

  /** The words of its definition for changes of hands. */
  async prompts({ definitionUuid }: Pick<Run, 'definitionUuid'>): Promise<Readonly<Record<string, string>>> {
    const { body } = await this.known.own(definitionUuid);
    return (body as Partial<WorkflowBody>).handoff_prompts ?? {};
  }

  /**
   * What a run of a definition is made of.
   * @throws Problem 404 when there is no such definition, 422 when it has no such variant
   */
  async choose(workflowId: string, variant?: string) {
    const definition = await this.known.own(workflowId);
    const { name, steps } = variantOf(definition.body, variant);
    return { definition, variant: name, drafts: layOut(steps) };
  }
}

function variantOf({ id, variants }: WorkflowBody, wanted = variants[0]?.name): WorkflowBody['variants'][number] {
  const variant = variants.find(({ name }) => name === wanted);
  if (variant?.steps.length) return variant;
  const names = variants.filter(({ steps }) => steps.length).map(({ name }) => name);
  if (!names.length) throw unacceptable('workflow_id', `The definition ${id} has no steps to run.`);
  throw unacceptable('variant', `${id} has no variant '${wanted}'; it has ${names.join(', ')}.`, { allowed: names });
}
