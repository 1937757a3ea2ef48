// What a host application may import, and no more. Each feature has two modules: `TasksModule` with its routes, behind our
// guard, and `TasksCoreModule` with its services alone. Both stand on `BmadModule`, which is imported once.
import 'reflect-metadata';

export { BmadModule, type BmadAsyncOptions } from './bmad.module';
export type { BmadOptions } from './bmad.options';
export { type DatabaseSettings, dataSourceOptions, type OwnDatabase, type SharedDatabase } from './data-source';
export { entities } from './entities';
export { migrations } from '../migrations';
export { migrate, revertAll } from './database/migrate';
export { Database } from './database/database';
export type { Page, PageRequest } from './database/page';
export type { Scope } from './database/scope';
export { Problem, type FieldError } from './problems/problem';

export { AccessModule } from './access/access.module';
export { KeysService } from './access/keys/keys.service';
export { ProjectsService } from './access/projects.service';
export { Project } from './access/project.entity';

export { DefinitionsModule } from './definitions/definitions.module';
export { DefinitionsService } from './definitions/definitions.service';
export { Definition } from './definitions/definition.entity';

export { AgentsCoreModule, AgentsModule } from './agents/agents.module';
export { AgentsService } from './agents/agents.service';
export { SessionsService as AgentSessions } from './agents/sessions.service';
export { MetricsService as AgentMetrics } from './agents/metrics.service';
export { Agent } from './agents/agent.entity';
export { AgentSession } from './agents/agent-session.entity';
export { AgentActivity } from './agents/agent-activity.entity';

export { ActivationModule } from './activation/activation.module';
export { ActivationService } from './activation/activation.service';

export { EpicsCoreModule, EpicsModule } from './epics/epics.module';
export { EpicsService } from './epics/epics.service';
export { EpicMoves } from './epics/epic-moves.service';
export { EpicReader } from './epics/epic-reader.service';
export { Epic } from './epics/epic.entity';

export { StoriesCoreModule, StoriesModule } from './stories/stories.module';
export { StoriesService } from './stories/stories.service';
export { StoryMoves } from './stories/story-moves.service';
export { StoryReader } from './stories/story-reader.service';
export { GatesService as QualityGates } from './stories/gates/gates.service';
export { Story } from './stories/story.entity';
export { QualityGate } from './stories/gates/gate.entity';

export { ChecklistsCoreModule, ChecklistsModule } from './checklists/checklists.module';
export { ChecklistsService } from './checklists/checklists.service';
export { ChecklistItemsService } from './checklists/checklist-items.service';
export { Checklist } from './checklists/checklist.entity';

export { Feed } from './events/feed/feed.service';
export type { EventHandler, ReaderOptions } from './events/feed/feed-reader';
export type { PlacedEvent } from './events/feed/event-log.service';
export { StreamCoreModule, StreamModule } from './stream/stream.module';

export { TasksCoreModule, TasksModule } from './tasks/tasks.module';
export { TasksService } from './tasks/tasks.service';
export { TaskLists } from './tasks/task-lists.service';
export { ClaimsService as TaskClaims } from './tasks/leases/claims.service';
export { LeasesService as TaskLeases } from './tasks/leases/leases.service';
export { MovesService as TaskMoves } from './tasks/moves/moves.service';
export { DependenciesService as TaskDependencies } from './tasks/graph/dependencies.service';
export { BulkService as TaskBulk } from './tasks/bulk/bulk.service';
export { Task } from './tasks/task.entity';

export { CollaborationCoreModule, CollaborationModule } from './collaboration/collaboration.module';
export { CollaborationsService } from './collaboration/collaborations.service';
export { HandoffsService } from './collaboration/handoffs/handoffs.service';
export { HandoffMoves } from './collaboration/handoffs/handoff-moves.service';
export { InboxService } from './collaboration/inbox/inbox.service';
export { Collaboration } from './collaboration/collaboration.entity';

export { WorkflowsCoreModule, WorkflowsModule } from './workflows/workflows.module';
export { StartsService as WorkflowStarts } from './workflows/starts.service';
export { RunsService as WorkflowRuns } from './workflows/runs.service';
export { StagesService as WorkflowStages } from './workflows/stages/stages.service';
export { DecisionsService as WorkflowDecisions } from './workflows/decisions/decisions.service';
export { NextService as WorkflowNext } from './workflows/next/next.service';
export { ProgressService as WorkflowProgress } from './workflows/progress.service';
export { Run } from './workflows/run.entity';
export { Stage } from './workflows/stages/stage.entity';

export { AnalyticsCoreModule, AnalyticsModule } from './analytics/analytics.module';

export { MemoryCoreModule, MemoryModule } from './memory/memory.module';
export { MemoryStore } from './memory/store/memory-store.service';
export { RecallService as MemoryRecall } from './memory/retrieval/recall.service';
export { MemoriesService } from './memory/memories.service';
export { Memory } from './memory/memory.entity';
