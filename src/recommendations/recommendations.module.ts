import { Module } from '@nestjs/common';
import { RecommendationEvaluation } from './evaluation.service';
import { RecommendationTurns } from './recommendation-turns.service';
import { RecommendationsController } from './recommendations.controller';
import { RecommendationsService } from './recommendations.service';
import { Verification } from './verification.service';

/** What there is to change, without routes. */
@Module({
  providers: [RecommendationsService, RecommendationEvaluation, Verification, RecommendationTurns],
  exports: [RecommendationsService, RecommendationEvaluation],
})
export class RecommendationsCoreModule {}

@Module({ imports: [RecommendationsCoreModule], controllers: [RecommendationsController] })
export class RecommendationsModule {}
