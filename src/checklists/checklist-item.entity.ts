import { Check, Column, Entity, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { Row } from '../database/row';
import { Checklist } from './checklist.entity';

export const itemStatuses = ['NOT_DONE', 'DONE', 'NOT_APPLICABLE'] as const;
export type ItemStatus = (typeof itemStatuses)[number];

/** One line of a checklist. */
@Entity('checklist_items')
@Unique(['checklistUuid', 'position'])
@Check("(status = 'NOT_DONE') or (settled_at is not null and settled_by is not null)")
export class ChecklistItem extends Row {
  @Column('uuid')
  projectId: string;

  @Column('uuid')
  checklistUuid: string;

  @ManyToOne(() => Checklist, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'checklist_uuid' })
  checklist: Relation<Checklist>;

  /** Its place in the checklist, from 1. */
  @Column('int')
  position: number;

  /** The headings that it stands under, outermost first. */
  @Column('text', { array: true, default: [] })
  section: string[];

  @Column('text')
  text: string;

  /** When it applies, as the definition has it: `BROWNFIELD ONLY`. */
  @Column('text', { nullable: true })
  condition: string | null;

  @Column('enum', { enum: itemStatuses, enumName: 'checklist_item_status', default: 'NOT_DONE' })
  status: ItemStatus;

  /** What shows it, or why it does not apply. */
  @Column('text', { nullable: true })
  evidence: string | null;

  @Column('text', { nullable: true })
  settledBy: string | null;

  @Column('timestamptz', { nullable: true })
  settledAt: Date | null;
}
