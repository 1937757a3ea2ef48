import { Module } from '@nestjs/common';
import { AnalyticsCoreModule } from '../analytics/analytics.module';
import { EventRemoval } from './event-removal.service';
import { RetentionController } from './retention.controller';
import { Retention } from './retention.service';

/** Removes what is kept no more, without routes. */
@Module({ imports: [AnalyticsCoreModule], providers: [Retention, EventRemoval], exports: [Retention] })
export class RetentionCoreModule {}

@Module({ imports: [RetentionCoreModule], controllers: [RetentionController] })
export class RetentionModule {}
