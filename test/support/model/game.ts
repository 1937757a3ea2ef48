import { isDeepStrictEqual } from 'node:util';
import type { Action, Answer } from './actions';
import type { Face } from './face';
import { explain } from './order';
import { expected, learn, show } from './picture';
import { follow, refusalIn } from './rules';
import { emptyModel } from './state';

/** How often each kind of action was accepted, and refused as what: `task.move lease-lost`. */
export type Outcomes = Map<string, number>;

/** A project of the server and the model of it, side by side. */
export class Game {
  model = emptyModel();

  constructor(
    private readonly face: Face,
    private readonly outcomes: Outcomes,
  ) {}

  /**
   * Does an action, and holds the answer and all that the server then shows against the model.
   * @returns the action and what was said to it
   * @throws Error where the two differ
   */
  async play(action: Action): Promise<string> {
    const before = structuredClone(this.model);
    const answer = await this.face.perform(action, this.model);
    const told = `${JSON.stringify(action)} → ${this.note(action, answer)}`;
    const wrong = follow(this.model, action, answer);
    if (wrong) throw new Error(`${told}: ${wrong}`);
    const shown = await show(this.face.send);
    const due = expected(this.model, shown.hours);
    if (!isDeepStrictEqual(shown.picture, due)) expect({ told, ...shown.picture }).toEqual({ told, ...due });
    const strange = learn(this.model, before, shown);
    if (strange) throw new Error(`${told}: ${strange}`);
    return told;
  }

  /**
   * Has several clients do one action each at the same time. No lease may have run out unnoticed before.
   * @throws Error where no order of the actions explains what they were told and what the server shows
   */
  async playAtOnce(all: readonly Action[]): Promise<void> {
    const actions = all.map((action) => (action.do === 'lease.lapse' ? { ...action, noticed: true } : action));
    const answers = await Promise.all(actions.map((action) => this.face.perform(action, this.model)));
    // A sweeper leaves alone what somebody is working on, and comes again.
    await this.face.sweep();
    const shown = await show(this.face.send);
    const deeds = actions.map((action, place) => ({ action, answer: answers[place] }));
    for (const { action, answer } of deeds) this.note(action, answer);
    const end = explain(this.model, deeds, shown);
    if (!end) {
      const told = deeds.map(({ action, answer }) => `${JSON.stringify(action)} → ${JSON.stringify(answer)}`);
      const states = `from ${JSON.stringify(this.model)}\nto ${JSON.stringify(shown)}`;
      throw new Error(`There is no order that explains\n${told.join('\n')}\n${states}`);
    }
    this.model = end;
  }

  private note(action: Action, answer: Answer): string {
    const outcome = refusalIn(answer) ?? 'accepted';
    const what = `${action.do} ${outcome.replace(/ at \d+$/, '')}`;
    this.outcomes.set(what, (this.outcomes.get(what) ?? 0) + 1);
    return outcome;
  }
}
