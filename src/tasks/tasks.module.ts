import { Module } from '@nestjs/common';
import { EpicsCoreModule } from '../epics/epics.module';
import { StoriesCoreModule } from '../stories/stories.module';
import { AgentTasksController } from './agent-tasks.controller';
import { AgentWork } from './agent-work.service';
import { BulkLocks } from './bulk/bulk-locks.service';
import { BulkController } from './bulk/bulk.controller';
import { BulkService } from './bulk/bulk.service';
import { CriticalPathController } from './graph/critical-path.controller';
import { CriticalPathService } from './graph/critical-path.service';
import { DependenciesController } from './graph/dependencies.controller';
import { DependenciesService } from './graph/dependencies.service';
import { TaskInputs } from './graph/task-inputs.service';
import { TaskGraph } from './graph/task-graph.service';
import { ClaimsService } from './leases/claims.service';
import { TakingService } from './leases/taking.service';
import { TiedLeases } from './leases/tied-leases.service';
import { TaskTies } from './ties/task-ties.service';
import { TiedTasks } from './ties/tied-tasks.service';
import { LeaseExpiry } from './leases/lease-expiry.service';
import { LeasesController } from './leases/leases.controller';
import { LeasesService } from './leases/leases.service';
import { LeaseEnds } from './leases/lease-ends.service';
import { TaskHandover } from './leases/task-handover.service';
import { TaskWorkers } from './leases/task-workers.service';
import { TaskLessons } from './lessons/task-lessons.service';
import { MovesController } from './moves/moves.controller';
import { MovesService } from './moves/moves.service';
import { OpenTasksGuard } from './open-tasks.guard';
import { TaskLists } from './task-lists.service';
import { TaskLocks } from './task-locks.service';
import { TaskPlaces } from './task-places.service';
import { TaskRows } from './task-rows.service';
import { TasksController } from './tasks.controller';
import { TasksService } from './tasks.service';

/** The services alone, for other features and for hosts without our routes. */
@Module({
  imports: [EpicsCoreModule, StoriesCoreModule],
  providers: [
    TaskRows,
    TaskPlaces,
    TaskLists,
    AgentWork,
    TasksService,
    OpenTasksGuard,
    TaskGraph,
    TaskInputs,
    DependenciesService,
    CriticalPathService,
    TaskLessons,
    MovesService,
    TaskWorkers,
    TaskTies,
    TaskLocks,
    TiedTasks,
    TakingService,
    TiedLeases,
    ClaimsService,
    LeasesService,
    LeaseEnds,
    TaskHandover,
    LeaseExpiry,
    BulkLocks,
    BulkService,
  ],
  exports: [
    TaskRows,
    TaskLists,
    AgentWork,
    TasksService,
    TaskGraph,
    TaskInputs,
    TaskTies,
    TiedTasks,
    DependenciesService,
    CriticalPathService,
    MovesService,
    ClaimsService,
    LeasesService,
    TaskHandover,
    BulkService,
  ],
})
export class TasksCoreModule {}

@Module({
  imports: [TasksCoreModule],
  controllers: [
    BulkController,
    TasksController,
    LeasesController,
    MovesController,
    DependenciesController,
    AgentTasksController,
    CriticalPathController,
  ],
})
export class TasksModule {}
