import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Task } from './task.entity';

/** One task that has to be over before another begins. The graph has no cycle: writes that would close one are refused. */
@Entity('task_dependencies')
@Check('task_uuid <> depends_on_uuid')
export class TaskDependency {
  @PrimaryColumn('uuid')
  taskUuid: string;

  @ManyToOne(() => Task, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'task_uuid' })
  task: Relation<Task>;

  @Index()
  @PrimaryColumn('uuid')
  dependsOnUuid: string;

  @ManyToOne(() => Task, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'depends_on_uuid' })
  dependsOn: Relation<Task>;

  @Column('uuid')
  projectId: string;
}
