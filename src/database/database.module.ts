import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { Database } from './database';
import { migrate } from './migrate';
import { Notices } from './notices';
import { TableStatistics } from './table-statistics.service';

/** How the database is reached; the class is its injection token. Whoever imports `DatabaseModule` provides it globally. */
export abstract class DatabaseOptions {
  abstract readonly source: DataSourceOptions;
  /** Whether the schema is brought up to date before anything else begins. */
  abstract readonly migrates: boolean;
}

/** Not TypeORM's own class: a host application has a DataSource of its own under that. */
const SOURCE = Symbol('DataSource of nest-bmad');

async function open({ source: options, migrates }: DatabaseOptions): Promise<DataSource> {
  const source = await new DataSource(options).initialize();
  try {
    if (migrates) await migrate(source);
    return source;
  } catch (error) {
    await source.destroy();
    throw error;
  }
}

/** One Postgres connection pool and the door to it, for every module. */
@Global()
@Module({
  providers: [
    { provide: SOURCE, inject: [DatabaseOptions], useFactory: open },
    { provide: Database, inject: [SOURCE], useFactory: (source: DataSource) => new Database(source) },
    Notices,
    TableStatistics,
  ],
  exports: [Database, Notices],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(SOURCE) private readonly source: DataSource) {}

  async onApplicationShutdown(): Promise<void> {
    await this.source.destroy();
  }
}
