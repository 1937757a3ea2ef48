import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Access } from './access.service';
import { COURSE } from './handlers';
import { Idempotency } from './idempotency/idempotency.service';
import { Callers } from './keys/callers.service';
import { FirstKey } from './keys/first-key';
import { KeyUses } from './keys/key-uses.service';
import { KeysController } from './keys/keys.controller';
import { KeysService } from './keys/keys.service';
import { MeController } from './keys/me.controller';
import { ProblemKindsController } from './problem-kinds.controller';
import { ProjectsController } from './projects.controller';
import { ProjectsService } from './projects.service';
import { RequestCourse } from './request-course.service';
import { ScopeGuard } from './scope.guard';
import { RouteTable } from './tags/route-table.service';
import { RowLocks } from './tags/row-locks.service';
import { RowTags } from './tags/row-tags.service';

/** Who may do what, without routes. Global, because every controller of ours needs its guard and the course of its requests. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [
    ...[Access, Callers, FirstKey, KeysService, KeyUses, ProjectsService, ScopeGuard],
    ...[Idempotency, RouteTable, RowLocks, RowTags],
    { provide: COURSE, useClass: RequestCourse },
  ],
  exports: [Access, FirstKey, KeysService, ProjectsService, ScopeGuard, COURSE, RouteTable, RowLocks],
})
export class AccessCoreModule {}

@Module({ controllers: [ProjectsController, KeysController, MeController, ProblemKindsController] })
export class AccessModule {}
