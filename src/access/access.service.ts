import { Injectable } from '@nestjs/common';
import type { Scope } from '../database/scope';
import { Problem } from '../problems/problem';
import { type Arrival, isLocalCall } from './arrival';
import { covers } from './keys/api-scope';
import { ANYBODY, type Caller } from './keys/caller';
import { Callers } from './keys/callers.service';
import { foreignName, noKeyYet } from './keys/key-refusals';
import { KeyUses } from './keys/key-uses.service';
import { isLoopback } from './loopback';
import type { Need } from './needs';
import { DEFAULT_PROJECT, projectArchived, ProjectsService } from './projects.service';

/**
 * The door of every face: who calls, whether they may, and whose rows they may touch. A face asks `caller` and then
 * `enter`, and calls services with the scope that it gets.
 */
@Injectable()
export class Access {
  constructor(
    private readonly callers: Callers,
    private readonly projects: ProjectsService,
    private readonly uses: KeyUses,
  ) {}

  /**
   * Who calls.
   * @throws Problem 401 without a key that is valid now, unless the server is open: that is for callers on its machine only,
   * and 403 for pages of other sites there
   */
  async caller(arrival: Arrival): Promise<Caller> {
    return near(await this.callers.of(arrival.authorization), arrival);
  }

  /** Whether nobody needs a key, because there is none yet. */
  isOpen(): Promise<boolean> {
    return this.callers.isOpen();
  }

  /** The same for a caller that is remembered, at once. @throws Problem as `caller` */
  remembered(arrival: Arrival): Caller | undefined {
    const caller = this.callers.remembered(arrival.authorization);
    return caller && near(caller, arrival);
  }

  /**
   * Lets a caller into a project.
   * @param wanted the key of the project that is asked for; else it is the caller's own, or `default`
   * @throws Problem 403 when the key may not do that, or the project is archived, 404 for a project that is not there, or not for this key
   */
  async enter(caller: Caller, wanted: string | undefined, need: Need): Promise<Scope> {
    this.demand(caller, need);
    const { by, agent, project, key } = caller;
    if (key) this.uses.note(key.id);
    const name = wanted ?? project?.key ?? DEFAULT_PROJECT;
    const { id, archived } = await this.projects.lookup(name, project?.key);
    // What is about the whole server is no change of this project.
    if (archived && need.scope !== 'READ' && !need.everywhere) throw projectArchived(name);
    return {
      projectId: id,
      by,
      ...(agent !== undefined && { agent }),
      ...(project && { bound: true }),
      ...(archived && { archived }),
    };
  }

  /** @throws Problem 403 when the key may not do what needs this */
  demand({ scopes, project }: Caller, { scope, everywhere }: Need): void {
    if (!covers(scopes, scope)) {
      throw new Problem('scope-missing', 403, 'The API key may not do this', {
        detail: `This needs a key with the scope ${scope}; this one has ${scopes.join(', ')}.`,
        allowed: [scope],
      });
    }
    if (everywhere && project) {
      throw new Problem('project-key', 403, 'The API key is for one project only', {
        detail: `This is about the whole server; the key opens the project '${project.key}' only.`,
      });
    }
  }
}

/** @throws Problem 401 for somebody without a key who is not on this machine, 403 for a page of another site */
function near(caller: Caller, arrival: Arrival): Caller {
  if (caller !== ANYBODY) return caller;
  if (!isLoopback(arrival.ip)) throw noKeyYet();
  if (!isLocalCall(arrival)) throw foreignName();
  return caller;
}
