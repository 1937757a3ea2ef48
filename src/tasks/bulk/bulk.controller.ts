import { Body, HttpCode, Post } from '@nestjs/common';
import { Refuses, Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import type { Scope } from '../../database/scope';
import { BulkTasks, BulkView } from './bulk.dto';
import { BulkService } from './bulk.service';

@Routes('tasks/bulk', 'Tasks')
export class BulkController {
  constructor(private readonly bulk: BulkService) {}

  /**
   * Make many changes of tasks, all or none
   * @remarks Each operation keeps the rules of its own route, leases included. The first that is refused undoes all.
   */
  @Post()
  @HttpCode(200)
  @Refuses(409, 'An operation was refused by the state, the lease or the story of its task; `errors` says which.')
  @Refuses(412, 'A task is not as `if_version` or `if_status` says; `errors` says which.')
  @Refuses(422, 'An operation cannot be accepted; `errors` says which.')
  async run(@InScope() scope: Scope, @Body() bulk: BulkTasks): Promise<BulkView> {
    return BulkView.of(bulk, await this.bulk.run(scope, BulkTasks.toOperations(bulk)));
  }
}
