import { Body, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { mapPage, type Page } from '../../database/page';
import type { Scope } from '../../database/scope';
import { unacceptable } from '../../problems/problem';
import { Needs } from '../needs';
import { PageQuery, Paged } from '../page.dto';
import { ProjectsService } from '../projects.service';
import { Refuses, Routes } from '../routes';
import { InScope } from '../scope.guard';
import { instantOf } from '../times';
import { CreateKey, FreshKeyView, KeyPath, KeyView, RotateKey } from './key.dto';
import { KeysService, type NewKey } from './keys.service';

@Routes('access/keys', 'Access')
@Needs('ADMIN')
export class KeysController {
  constructor(
    private readonly keys: KeysService,
    private readonly projects: ProjectsService,
  ) {}

  /**
   * Make an API key
   * @remarks The answer is the only place where the key itself is ever shown. As soon as there is a first key, every request
   * needs one.
   */
  @Post()
  @Refuses(409, 'Several packs have an agent of this id: `suggestions` names them.')
  @Refuses(422, 'It would have ended already, or belongs both to an agent and to a user.')
  async create(@InScope() scope: Scope, @Body() input: CreateKey): Promise<FreshKeyView> {
    return FreshKeyView.drawn(await this.keys.create(scope, await this.wanted(scope, input)));
  }

  /** List the keys, oldest first */
  @Get()
  @Paged(KeyView)
  async list(@InScope() scope: Scope, @Query() query: PageQuery): Promise<Page<KeyView>> {
    return mapPage(await this.keys.list(scope, query), KeyView.of);
  }

  /** Get one key, without the key itself */
  @Get(':id')
  async get(@InScope() scope: Scope, @Param() { id }: KeyPath): Promise<KeyView> {
    return KeyView.of(await this.keys.get(scope, id));
  }

  /**
   * Draw a key anew
   * @remarks What it may do and whom it belongs to stays. The key before ends now, or after `grace_seconds`.
   */
  @Post(':id/rotate')
  @HttpCode(200)
  @Refuses(409, 'It was revoked.')
  async rotate(
    @InScope() scope: Scope,
    @Param() { id }: KeyPath,
    @Body() { grace_seconds = 0 }: RotateKey,
  ): Promise<FreshKeyView> {
    return FreshKeyView.drawn(await this.keys.rotate(scope, id, grace_seconds));
  }

  /**
   * End a key
   * @remarks It opens nothing from then on, on any server. A key that was revoked stays as it is.
   */
  @Post(':id/revoke')
  @HttpCode(200)
  async revoke(@InScope() scope: Scope, @Param() { id }: KeyPath): Promise<KeyView> {
    return KeyView.of(await this.keys.revoke(scope, id));
  }

  private async wanted(scope: Scope, input: CreateKey): Promise<NewKey> {
    const { name, scopes, project, agent_id, user_id, expires_at } = input;
    const expiresAt = expires_at === undefined ? null : instantOf(expires_at);
    if (expiresAt && expiresAt <= new Date()) throw unacceptable('expires_at', 'must be in the future');
    if (agent_id !== undefined && user_id !== undefined) {
      throw unacceptable('user_id', 'is left out where agent_id says who acts with the key');
    }
    const projectId = await this.projectOf(scope, project);
    return { name, scopes, projectId, agentId: agent_id, userId: user_id, expiresAt };
  }

  /** The project that a new key shall open; null for all. */
  private async projectOf(scope: Scope, project: string | undefined): Promise<string | null> {
    if (project !== undefined) return (await this.projects.visible(scope, project)).id;
    return scope.bound ? scope.projectId : null;
  }
}
