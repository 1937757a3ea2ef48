import { Global, Module } from '@nestjs/common';
import { Duplicates } from './duplicates.service';
import { Learnings } from './learning/learnings.service';
import { SessionSummaries } from './learning/session-summaries.service';
import { MemoriesService } from './memories.service';
import { MemoryController } from './memory.controller';
import { MemoryLists } from './memory-lists.service';
import { MemoryMovesController } from './memory-moves.controller';
import { MemoryMoves } from './memory-moves.service';
import { MemoryRows } from './memory-rows.service';
import { Places } from './places/places.service';
import { Candidates } from './retrieval/candidates.service';
import { Neighbours } from './retrieval/neighbours.service';
import { RecallController } from './retrieval/recall.controller';
import { RecallService } from './retrieval/recall.service';
import { Recent } from './retrieval/recent.service';
import { RevisionsController } from './revisions/revisions.controller';
import { Revisions } from './revisions/revisions.service';
import { SecretGuard } from './secrets/secret-guard.service';
import { Links } from './store/links.service';
import { MemoryParts } from './store/memory-parts.service';
import { MemoryStore } from './store/memory-store.service';
import { MemoryWriter } from './store/memory-writer.service';
import { StoreController } from './store/store.controller';
import { TermIndex } from './terms/term-index.service';
import { TermStatistics } from './terms/term-statistics.service';
import { Transfer } from './transfer/transfer.service';
import { TransferController } from './transfer/transfer.controller';
import { Calibrations } from './uses/calibrations.service';
import { FeedbackService } from './uses/feedback.service';
import { Usage } from './uses/usage.service';
import { UsesController } from './uses/uses.controller';
import { Uses } from './uses/uses.service';

const services = [
  MemoryRows,
  MemoryLists,
  Places,
  Revisions,
  SecretGuard,
  MemoryStore,
  MemoryWriter,
  TermIndex,
  TermStatistics,
  Candidates,
  Neighbours,
  Recent,
  RecallService,
  Uses,
  MemoriesService,
  MemoryMoves,
  Duplicates,
  Links,
  MemoryParts,
  Transfer,
  Calibrations,
  FeedbackService,
  Usage,
  Learnings,
  SessionSummaries,
];

/** The memory without routes. Global, because a server has one. `MemoryOptions` must be provided globally. */
@Global()
@Module({ providers: services, exports: services })
export class MemoryCoreModule {}

@Module({
  controllers: [
    StoreController,
    RecallController,
    TransferController,
    UsesController,
    MemoryController,
    MemoryMovesController,
    RevisionsController,
  ],
})
export class MemoryModule {}
