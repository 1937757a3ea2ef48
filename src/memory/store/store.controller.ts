import { Body, Post } from '@nestjs/common';
import { Refuses, Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import type { Scope } from '../../database/scope';
import { MemoryStore } from './memory-store.service';
import { StoredView, StoreMemory } from './store.dto';

@Routes('memory/store', 'Memory')
export class StoreController {
  constructor(private readonly store: MemoryStore) {}

  /**
   * Store a memory
   * @remarks It is found by its words at once. Secrets are refused, or masked where the server is set to (`MEMORY_SECRETS`).
   */
  @Post()
  @Refuses(409, 'Several packs have an agent of this id: `suggestions` names them.')
  @Refuses(422, 'It holds what looks like a key, token or password: `errors` says where.')
  async add(@InScope() scope: Scope, @Body() memory: StoreMemory): Promise<StoredView> {
    return StoredView.ofStored(await this.store.store(scope, StoreMemory.toNew(memory)));
  }
}
