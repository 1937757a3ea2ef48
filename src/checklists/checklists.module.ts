import { Module } from '@nestjs/common';
import { StoriesCoreModule } from '../stories/stories.module';
import { ChecklistItemsService } from './checklist-items.service';
import { ChecklistsController } from './checklists.controller';
import { ChecklistsService } from './checklists.service';
import { RequiredChecklists } from './required-checklists.service';

/** The services alone, for other features and for hosts without our routes. */
@Module({
  imports: [StoriesCoreModule],
  providers: [ChecklistsService, ChecklistItemsService, RequiredChecklists],
  exports: [ChecklistsService, ChecklistItemsService],
})
export class ChecklistsCoreModule {}

@Module({ imports: [ChecklistsCoreModule], controllers: [ChecklistsController] })
export class ChecklistsModule {}
