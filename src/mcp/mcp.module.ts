import { Module, type Provider, type Type } from '@nestjs/common';
import { ActivationCoreModule } from '../activation/activation.module';
import { ChecklistsCoreModule } from '../checklists/checklists.module';
import { CollaborationCoreModule } from '../collaboration/collaboration.module';
import { EpicsCoreModule } from '../epics/epics.module';
import { StoriesCoreModule } from '../stories/stories.module';
import { TasksCoreModule } from '../tasks/tasks.module';
import { WorkflowsCoreModule } from '../workflows/workflows.module';
import { Callers } from './callers.service';
import { McpHttp } from './mcp-http.service';
import { McpServers } from './mcp-servers.service';
import { McpController } from './mcp.controller';
import { AgentNoun } from './nouns/agent.noun';
import { Briefings } from './nouns/briefings.service';
import { ChecklistNoun } from './nouns/checklist.noun';
import { EpicNoun } from './nouns/epic.noun';
import { HandoffNoun } from './nouns/handoff.noun';
import { MemoryNoun } from './nouns/memory.noun';
import type { Noun } from './nouns/noun';
import { NOUNS, Nouns } from './nouns/nouns.service';
import { RunNoun } from './nouns/run.noun';
import { RunSteps } from './nouns/run-steps.service';
import { StageNoun } from './nouns/stage.noun';
import { StoryNoun } from './nouns/story.noun';
import { StoryReports } from './nouns/story-reports.service';
import { StoryWork } from './nouns/story-work.service';
import { TaskEnds } from './nouns/task-ends.service';
import { TaskLeases } from './nouns/task-leases.service';
import { TaskNoun } from './nouns/task.noun';
import { UntakenWork } from './nouns/untaken-work.service';
import { WorkflowNoun } from './nouns/workflow.noun';
import { Personas } from './prompts/personas.service';
import { Resources } from './resources/resources.service';
import { Toolbox, TOOLS } from './toolbox.service';
import { BeginTool } from './tools/begin.tool';
import { ClaimTool } from './tools/claim.tool';
import { DecideTool } from './tools/decide.tool';
import { FindTool } from './tools/find.tool';
import { FinishTool } from './tools/finish.tool';
import { HandOverTool } from './tools/hand-over.tool';
import { RaiseTool } from './tools/raise.tool';
import { RecallTool } from './tools/recall.tool';
import { RememberTool } from './tools/remember.tool';
import { ReportTool } from './tools/report.tool';
import { StatusTool } from './tools/status.tool';
import type { Tool } from './tools/tool';
import { WhatNextTool } from './tools/what-next.tool';

/** In the order of a working day: at most twelve. */
const tools: Type<Tool>[] = [
  BeginTool,
  WhatNextTool,
  ClaimTool,
  ReportTool,
  FinishTool,
  HandOverTool,
  RememberTool,
  RecallTool,
  DecideTool,
  FindTool,
  StatusTool,
  RaiseTool,
];

const nouns: Type<Noun>[] = [
  TaskNoun,
  StageNoun,
  StoryNoun,
  EpicNoun,
  RunNoun,
  HandoffNoun,
  MemoryNoun,
  ChecklistNoun,
  AgentNoun,
  WorkflowNoun,
];

/** All of these as one list. */
const listOf = (provide: symbol, types: Type[]): Provider => ({
  provide,
  useFactory: (...all: unknown[]) => all,
  inject: types,
});

/** The Model Context Protocol without its route. */
@Module({
  imports: [
    ActivationCoreModule,
    TasksCoreModule,
    StoriesCoreModule,
    EpicsCoreModule,
    WorkflowsCoreModule,
    CollaborationCoreModule,
    ChecklistsCoreModule,
  ],
  providers: [
    ...nouns,
    ...tools,
    listOf(NOUNS, nouns),
    listOf(TOOLS, tools),
    Nouns,
    Toolbox,
    Callers,
    Briefings,
    RunSteps,
    StoryWork,
    StoryReports,
    TaskLeases,
    TaskEnds,
    UntakenWork,
    Resources,
    Personas,
    McpServers,
    McpHttp,
  ],
  exports: [McpServers, McpHttp],
})
export class McpCoreModule {}

@Module({ imports: [McpCoreModule], controllers: [McpController] })
export class McpModule {}
