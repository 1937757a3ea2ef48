import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { ApiKey } from './api-key.entity';

/** When a key was used last, to about a minute. Apart from the key, which does not change by being used. */
@Entity('api_key_uses')
export class ApiKeyUse {
  @PrimaryColumn('uuid')
  keyUuid: string;

  @OneToOne(() => ApiKey, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'key_uuid' })
  key: Relation<ApiKey>;

  @Column('timestamptz')
  usedAt: Date;
}
