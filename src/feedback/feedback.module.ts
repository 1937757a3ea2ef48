import { Module } from '@nestjs/common';
import { FeedbackController } from './feedback.controller';
import { FeedbackService } from './feedback.service';

/** The service alone, for other features and for hosts without our routes. */
@Module({ providers: [FeedbackService], exports: [FeedbackService] })
export class FeedbackCoreModule {}

@Module({ imports: [FeedbackCoreModule], controllers: [FeedbackController] })
export class FeedbackModule {}
