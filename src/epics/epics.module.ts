import { Module } from '@nestjs/common';
import { EpicGuards } from './epic-guards';
import { EpicLookup } from './epic-lookup.service';
import { EpicMoves } from './epic-moves.service';
import { EpicReader } from './epic-reader.service';
import { EpicsController } from './epics.controller';
import { EpicsService } from './epics.service';
import { GoalsController } from './goals/goals.controller';
import { GoalsService } from './goals/goals.service';
import { RisksController } from './risks/risks.controller';
import { RisksService } from './risks/risks.service';

const services = [EpicGuards, EpicLookup, EpicReader, EpicsService, EpicMoves, GoalsService, RisksService];

/** The services alone, for other features and for hosts without our routes. */
@Module({ providers: services, exports: services })
export class EpicsCoreModule {}

@Module({ imports: [EpicsCoreModule], controllers: [EpicsController, GoalsController, RisksController] })
export class EpicsModule {}
