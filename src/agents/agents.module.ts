import { Global, Module } from '@nestjs/common';
import { ActivitiesService } from './activities.service';
import { AgentsController } from './agents.controller';
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

/** The agents without routes. Global, because a server has one set of them. `AgentsOptions` must be provided globally. */
@Global()
@Module({ providers: services, exports: services })
export class AgentsCoreModule {}

@Module({ controllers: [AgentsController, SessionsController] })
export class AgentsModule {}
