import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { conditionOf } from '../../memory/memory-lists.service';
import { MemoryRows } from '../../memory/memory-rows.service';
import { type Recall, RecallService } from '../../memory/retrieval/recall.service';
import { type StoryDetails, StoryReader } from '../story-reader.service';
import { Story } from '../story.entity';
import { type GateIssue, type GateVerdict, issueSeverities, QualityGate } from './gate.entity';

/** Something that an earlier verdict on a similar story found. */
export interface EarlierFinding {
  storyId: string;
  gate: GateVerdict;
  issue: GateIssue;
}

export interface GateAdvice {
  storyId: string;
  recall: Recall;
  /** The gravest first. */
  findings: EarlierFinding[];
}

const FINDINGS = 20;

/** What to look at when a story is judged: what verdicts on similar ones found. */
@Injectable()
export class GateAdvices {
  constructor(
    private readonly db: Database,
    private readonly stories: StoryReader,
    private readonly recalls: RecallService,
    private readonly memories: MemoryRows,
  ) {}

  /** @param agentId who judges: decides what may be seen, for the record too. @throws Problem 404 */
  async about(scope: Scope, id: string, agentId: string | undefined, limit: number): Promise<GateAdvice> {
    const details = await this.stories.read(scope, id);
    const recall = await this.recalls.recall(scope, {
      agent: await this.memories.viewer(scope, agentId),
      operation: 'QUALITY',
      ...questionAbout(details),
      filter: conditionOf({ categories: ['QUALITY_INSIGHTS'] }),
      limit,
      once: true,
    });
    const gates = recall.memories.flatMap(({ links }) =>
      links.filter(({ type }) => type === 'gate').map((link) => link.id),
    );
    return { storyId: details.story.storyId, recall, findings: await this.findings(scope, gates) };
  }

  private async findings({ projectId }: Scope, gates: readonly string[]): Promise<EarlierFinding[]> {
    if (!gates.length) return [];
    const rows = await this.db.sql<EarlierFinding>`
      select s.story_id as "storyId", g.gate, issue
      from ${QualityGate} g join ${Story} s on s.id = g.story_uuid cross join lateral jsonb_array_elements(g.top_issues) issue
      where g.project_id = ${projectId} and g.id::text = any(${gates})
      order by array_position(${[...issueSeverities].reverse()}::text[], issue ->> 'severity'), g.id desc`;
    return distinct(rows).slice(0, FINDINGS);
  }
}

/** What the story says is the question; what has to be true of it is said beside it. */
function questionAbout({ story, criteria }: StoryDetails): { query: string; context: string } {
  const { title, userStory } = story;
  const wish = Object.values(userStory ?? {}).filter((text) => typeof text === 'string');
  return { query: [title, ...wish, ...story.tags].join('\n'), context: criteria.map(({ text }) => text).join('\n') };
}

/** The same finding of several verdicts counts once. */
function distinct(findings: readonly EarlierFinding[]): EarlierFinding[] {
  const byText = new Map(findings.map((one) => [`${one.storyId} ${one.issue.id} ${one.issue.finding}`, one]));
  return [...byText.values()];
}
