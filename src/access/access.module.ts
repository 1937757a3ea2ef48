import { Global, Module } from '@nestjs/common';
import { ProjectsController } from './projects.controller';
import { ProjectsService } from './projects.service';
import { ScopeGuard } from './scope.guard';

/** Global, because every controller of ours needs its guard. */
@Global()
@Module({
  controllers: [ProjectsController],
  providers: [ProjectsService, ScopeGuard],
  exports: [ProjectsService, ScopeGuard],
})
export class AccessModule {}
