import { Injectable } from '@nestjs/common';
import { qualified, Roster } from '../../agents/roster.service';
import type { HandoffArtifact } from '../../collaboration/collaboration.entity';
import { HandoffsService, type NewHandoff } from '../../collaboration/handoffs/handoffs.service';
import { StageOffers } from '../../collaboration/handoffs/stage-offers.service';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Artifact } from '../artifacts/artifact.entity';
import type { Course } from '../course.reader';
import { LayoutsService } from '../layouts.service';
import { handoffPrompt, handsOver } from '../plan/handoff-prompt';
import type { Run } from '../run.entity';
import { createsOf } from '../stages/creates';
import type { Stage } from '../stages/stage.entity';
import { namedAgent } from '../stages/stage-refusals';

/** Offers the work of a run to the next agent, where it changes hands between two stages. */
@Injectable()
export class StageHandoffs {
  constructor(
    private readonly db: Database,
    private readonly roster: Roster,
    private readonly handoffs: HandoffsService,
    private readonly offers: StageOffers,
    private readonly layouts: LayoutsService,
  ) {}

  /** For a stage that has become ready. Agents that the project has not, or that nobody has chosen yet, get no offer. */
  async offer(scope: Scope, course: Course, stage: Stage): Promise<void> {
    const giver = handsOver(stage, course.stages);
    const names = [giver && (giver.agentId ?? namedAgent(giver)), namedAgent(stage)];
    if (!giver || names.some((name) => !name) || names[0] === names[1]) return;
    const { run } = course;
    const [from, to] = [
      await this.roster.known(scope, names[0]!, run.pack),
      await this.roster.known(scope, names[1]!, run.pack),
    ];
    if (!from || !to || from.id === to.id) return;
    await this.handoffs.offer(scope, {
      from,
      to,
      summary: await this.wordsFor(course, stage, giver),
      reason: `The stage '${giver.name}' is completed; '${stage.name}' is for ${qualified(to)}`,
      artifacts: await this.documentsOf(giver),
      acceptancePoints: pointsOf(stage),
      ...openQuestionsOf(giver),
      context: { stage_id: stage.stageId, after: giver.stageId, notes: giver.notes, outputs: giver.outputs },
      workflowId: { key: run.key, id: run.id },
      stageId: stage.stageId,
      userId: run.userId,
      ...(giver.sessionId !== null && { sessionId: giver.sessionId }),
    });
  }

  /** Their receiver has taken these stages up. */
  async accept(scope: Scope, { id }: Run, stageIds: readonly string[], sessionId: string | null): Promise<void> {
    if (stageIds.length) await this.offers.accept(scope, { runUuid: id, stageIds }, sessionId);
  }

  /** Nobody is to take these stages up any more. */
  async withdraw(scope: Scope, { id }: Run, stageIds: readonly string[], why: string): Promise<void> {
    if (stageIds.length) await this.offers.withdraw(scope, { runUuid: id, stageIds }, why);
  }

  /** The definition's own prompt with its variables filled in; where it has none, what was done and what comes. */
  private async wordsFor({ run, stages, answers }: Course, stage: Stage, giver: Stage): Promise<string> {
    const known = { context: run.context, answers, epicId: run.epicId };
    const prompt = handoffPrompt(stage, stages, await this.layouts.prompts(run), known);
    if (prompt) return prompt;
    const made = createsOf(giver).join(', ');
    return `'${giver.name}' of ${run.key} is completed${made ? `; it makes ${made}` : ''}. Next is '${stage.name}'.${giver.notes ? ` ${giver.notes}` : ''}`;
  }

  private documentsOf({ id, round }: Stage): Promise<HandoffArtifact[]> {
    return this.db.sql<HandoffArtifact>`
      select name, path from ${Artifact} where stage_uuid = ${id} and round >= ${round} order by id limit 100`;
  }
}

/** What can be checked when the stage is done. */
const pointsOf = (stage: Stage): string[] => [
  ...createsOf(stage).map((document) => `${document} is handed in to the workflow`),
  ...stage.step.updates.map((document) => `${document} is brought up to date`),
  ...(stage.step.validates === null ? [] : [`${stage.step.validates} is validated without objections`]),
];

/** The questions that the giver has put out by that name; nothing where it has not said. */
function openQuestionsOf({ outputs }: Stage): Pick<NewHandoff, 'openQuestions'> {
  const questions = outputs.open_questions;
  if (!Array.isArray(questions)) return {};
  return { openQuestions: questions.filter((question): question is string => typeof question === 'string') };
}
