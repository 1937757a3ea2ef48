import { CreateDateColumn, PrimaryColumn, UpdateDateColumn, VersionColumn } from 'typeorm';

/** What every row of ours has. The database makes the id, so that ids sort by age on every replica. */
export abstract class Row {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;

  /** Counts the changes of this row. */
  @VersionColumn()
  version: number;
}
