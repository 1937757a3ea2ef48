import { Global, Module, type Provider } from '@nestjs/common';
import { Database } from '../database/database';
import { Duplicates } from './duplicates.service';
import { KnownLessons } from './lessons/known-lessons.service';
import { Lessons } from './lessons/lessons.service';
import { MeaningsService } from './meanings/meanings.service';
import { MemoriesService } from './memories.service';
import { MemoryController } from './memory.controller';
import { MemoryLists } from './memory-lists.service';
import { MemoryMovesController } from './memory-moves.controller';
import { MemoryMoves } from './memory-moves.service';
import { MemoryOptions } from './memory.options';
import { MemoryRows } from './memory-rows.service';
import { Places } from './places/places.service';
import { OpenMemoryClient } from './providers/openmemory-client';
import { OpenMemoryProvider } from './providers/openmemory.provider';
import { PostgresProvider } from './providers/postgres.provider';
import { MemoryProvider } from './providers/provider';
import { ProviderController } from './providers/provider.controller';
import { Related } from './providers/related.service';
import { SharedMemories } from './providers/shared-memories.service';
import { Retrieval } from './retrieval/retrieval.service';
import { Ranking } from './retrieval/ranking.service';
import { RecallController } from './retrieval/recall.controller';
import { RecallService } from './retrieval/recall.service';
import { Recent } from './retrieval/recent.service';
import { RevisionsController } from './revisions/revisions.controller';
import { Revisions } from './revisions/revisions.service';
import { SecretGuard } from './secrets/secret-guard.service';
import { Links } from './store/links.service';
import { MemoryParts } from './store/memory-parts.service';
import { MemoryIntake } from './store/memory-intake.service';
import { MemoryStore } from './store/memory-store.service';
import { MemoryWriter } from './store/memory-writer.service';
import { StoreController } from './store/store.controller';
import { TermIndex } from './terms/term-index.service';
import { TermStatistics } from './terms/term-statistics.service';
import { Transfer } from './transfer/transfer.service';
import { TransferController } from './transfer/transfer.controller';
import { Calibrations } from './uses/calibrations.service';
import { FeedbackService } from './uses/feedback.service';
import { UseJournal } from './uses/use-journal.service';
import { Usage } from './uses/usage.service';
import { UsesController } from './uses/uses.controller';
import { Uses } from './uses/uses.service';

/** Chosen by the options. */
const provider: Provider = {
  provide: MemoryProvider,
  inject: [MemoryOptions, Database, SharedMemories],
  useFactory: ({ openMemory }: MemoryOptions, db: Database, shared: SharedMemories) =>
    openMemory
      ? new OpenMemoryProvider(db, shared, new OpenMemoryClient(openMemory), openMemory.user)
      : new PostgresProvider(),
};

const services = [
  SharedMemories,
  provider,
  Related,
  MemoryRows,
  MemoryLists,
  Places,
  Revisions,
  SecretGuard,
  MemoryStore,
  MemoryIntake,
  MemoryWriter,
  Lessons,
  KnownLessons,
  TermIndex,
  TermStatistics,
  Retrieval,
  MeaningsService,
  Ranking,
  Recent,
  RecallService,
  UseJournal,
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
    ProviderController,
    UsesController,
    MemoryController,
    MemoryMovesController,
    RevisionsController,
  ],
})
export class MemoryModule {}
