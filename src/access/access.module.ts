import { Global, Module } from '@nestjs/common';
import { ProjectsController } from './projects.controller';
import { ProjectsService } from './projects.service';
import { ScopeGuard } from './scope.guard';

/** Who may do what, without routes. Global, because every controller of ours needs its guard. */
@Global()
@Module({ providers: [ProjectsService, ScopeGuard], exports: [ProjectsService, ScopeGuard] })
export class AccessCoreModule {}

@Module({ controllers: [ProjectsController] })
export class AccessModule {}
