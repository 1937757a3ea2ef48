import { Injectable } from '@nestjs/common';
import type { Epic } from '../../epics/epic.entity';
import { Pairs } from '../collaboration/pairs.service';
import { MemoryTallies } from '../memory/memory-tallies.service';
import { memoryOperations } from '../../memory/memory.flow';
import type { Scope } from '../../database/scope';
import { StageTallies } from '../workflows/stage-tallies.service';
import type { Whose } from '../window/ranges.query';
import { bucketsOf } from '../window/window';
import type { AskedWindow } from '../window/window.dto';
import { type Chart, readable } from './chart';
import { FlowTallies } from './flow-tallies.service';
import { Throughputs } from './throughputs.service';

/** What one chart shows at most. */
const MOST = { points: 1000, stages: 50, agents: 30 };

/** What charts show, in the form in which they are drawn. */
@Injectable()
export class Charts {
  constructor(
    private readonly flow: FlowTallies,
    private readonly throughputs: Throughputs,
    private readonly pairs: Pairs,
    private readonly stages: StageTallies,
    private readonly memory: MemoryTallies,
  ) {}

  /** What was done in each bucket. */
  async throughput(scope: Scope, asked: AskedWindow): Promise<Chart> {
    const { stories, tasks, runs } = await this.throughputs.of(whose(scope, asked), bucketsOf(asked.window));
    const datasets = [
      { label: 'Stories done', data: stories },
      { label: 'Tasks completed', data: tasks },
      { label: 'Runs completed', data: runs },
    ];
    return { type: 'bar', data: { labels: labels(asked), datasets } };
  }

  /** How many stories were in each state at the end of each bucket. */
  async cumulativeFlow(scope: Scope, asked: AskedWindow): Promise<Chart> {
    const standing = await this.flow.standing(whose(scope, asked), bucketsOf(asked.window));
    const stack = 'stories';
    const datasets = [
      { label: 'Done', stack, data: standing.map(({ done }) => done) },
      {
        label: 'In progress',
        stack,
        data: standing.map(({ started, done, cancelled }) => started - done - cancelled),
      },
      { label: 'Not started', stack, data: standing.map(({ created, started }) => created - started) },
    ];
    return { type: 'line', data: { labels: labels(asked), datasets } };
  }

  /** How much an epic held and how much of it was done at the end of each bucket. */
  async burnUp(scope: Scope, asked: AskedWindow, { id }: Epic): Promise<Chart> {
    const standing = await this.flow.standing({ scope, everywhere: false }, bucketsOf(asked.window), id);
    const datasets = [
      { label: 'Stories', data: standing.map(({ created, cancelled }) => created - cancelled) },
      { label: 'Stories done', data: standing.map(({ done }) => done) },
      { label: 'Points', data: standing.map(({ points }) => points) },
      { label: 'Points done', data: standing.map(({ pointsDone }) => pointsDone) },
    ];
    return { type: 'line', data: { labels: labels(asked), datasets } };
  }

  /** How long each story took, by when it was done. */
  async cycleTimes(scope: Scope, asked: AskedWindow): Promise<Chart> {
    const times = await this.flow.cycleTimes(whose(scope, asked), asked.window, MOST.points);
    const data = times.map(({ storyId, endedAt, hours }) => ({ x: endedAt.toISOString(), y: hours, id: storyId }));
    return { type: 'scatter', data: { labels: [], datasets: [{ label: 'Hours from start to done', data }] } };
  }

  /** How often each agent handed over to each other one. */
  async handoffs(scope: Scope, asked: AskedWindow): Promise<Chart> {
    const pairs = await this.pairs.handoffs(whose(scope, asked), [asked.window]);
    const cells = pairs
      .slice(0, MOST.agents ** 2)
      .map(({ fromAgentId, toAgentId, tallies: [{ offered }] }) => ({ x: toAgentId, y: fromAgentId, v: offered }));
    const agents = [...new Set(cells.flatMap(({ x, y }) => [x, y]))].sort();
    return { type: 'matrix', data: { labels: agents, datasets: [{ label: 'Handoffs offered', data: cells }] } };
  }

  /** How long stages took and waited: half of them, and 85 of 100. */
  async stageDurations(scope: Scope, asked: AskedWindow): Promise<Chart> {
    const all = await this.stages.each(whose(scope, asked), [asked.window]);
    const longest = all.sort((one, other) => other.tallies[0].totalHours - one.tallies[0].totalHours);
    const shown = longest.slice(0, MOST.stages);
    const tallies = shown.map(({ tallies: [tally] }) => tally);
    const datasets = [
      { label: 'Working, p50', stack: 'p50', data: tallies.map(({ working }) => working?.[0] ?? null) },
      { label: 'Waiting, p50', stack: 'p50', data: tallies.map(({ waiting }) => waiting?.[0] ?? null) },
      { label: 'Working, p85', stack: 'p85', data: tallies.map(({ working }) => working?.[1] ?? null) },
      { label: 'Waiting, p85', stack: 'p85', data: tallies.map(({ waiting }) => waiting?.[1] ?? null) },
    ];
    const names = shown.map(({ workflowId, stageId }) => `${workflowId} ${stageId}`);
    return { type: 'bar', data: { labels: names, datasets } };
  }

  /** For what memories were used in each bucket. */
  async memoryUse(scope: Scope, asked: AskedWindow): Promise<Chart> {
    const uses = await this.memory.uses(whose(scope, asked), bucketsOf(asked.window));
    const used = memoryOperations.filter((operation) => uses.some(({ byOperation }) => byOperation[operation]));
    const datasets = used.map((operation) => ({
      label: readable(operation),
      stack: 'uses',
      data: uses.map(({ byOperation }) => byOperation[operation] ?? 0),
    }));
    return { type: 'bar', data: { labels: labels(asked), datasets } };
  }
}

const whose = (scope: Scope, { everywhere }: AskedWindow): Whose => ({ scope, everywhere });

const labels = ({ window }: AskedWindow): string[] => bucketsOf(window).map(({ from }) => from.toISOString());
