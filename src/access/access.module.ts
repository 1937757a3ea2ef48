import { Global, Module } from '@nestjs/common';
import { Access } from './access.service';
import { Callers } from './keys/callers.service';
import { FirstKey } from './keys/first-key';
import { KeyUses } from './keys/key-uses.service';
import { KeysController } from './keys/keys.controller';
import { KeysService } from './keys/keys.service';
import { MeController } from './keys/me.controller';
import { ProjectsController } from './projects.controller';
import { ProjectsService } from './projects.service';
import { ScopeGuard } from './scope.guard';

/** Who may do what, without routes. Global, because every controller of ours needs its guard. */
@Global()
@Module({
  providers: [Access, Callers, FirstKey, KeysService, KeyUses, ProjectsService, ScopeGuard],
  exports: [Access, FirstKey, KeysService, ProjectsService, ScopeGuard],
})
export class AccessCoreModule {}

@Module({ controllers: [ProjectsController, KeysController, MeController] })
export class AccessModule {}
