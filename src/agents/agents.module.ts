import { type DynamicModule, Module } from '@nestjs/common';
import { ActivitiesService } from './activities.service';
import { AgentsController } from './agents.controller';
import { AgentsOptions } from './agents.options';
import { AgentsService } from './agents.service';
import { EnrolmentService } from './enrolment.service';
import { KeyAgents } from './key-agents.service';
import { MetricsService } from './metrics.service';
import { Roster } from './roster.service';
import { SessionExpiry } from './session-expiry.service';
import { SessionsController } from './sessions.controller';
import { SessionsService } from './sessions.service';

const services = [
  ActivitiesService,
  AgentsService,
  EnrolmentService,
  KeyAgents,
  MetricsService,
  Roster,
  SessionExpiry,
  SessionsService,
];

/** The agents without routes. Global, because a server has one set of them. */
@Module({})
export class AgentsCoreModule {
  static forRoot(options: AgentsOptions): DynamicModule {
    return {
      module: AgentsCoreModule,
      global: true,
      providers: [...services, { provide: AgentsOptions, useValue: options }],
      exports: services,
    };
  }
}

@Module({})
export class AgentsModule {
  static forRoot(options: AgentsOptions): DynamicModule {
    return {
      module: AgentsModule,
      imports: [AgentsCoreModule.forRoot(options)],
      controllers: [AgentsController, SessionsController],
    };
  }
}
