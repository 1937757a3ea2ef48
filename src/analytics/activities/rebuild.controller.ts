import { Get, HttpCode, Post } from '@nestjs/common';
import { Needs } from '../../access/needs';
import { Routes } from '../../access/routes';
import { ActivityCounting } from './activity-counting.service';
import { RebuildView } from './rebuild.dto';

@Routes('analytics/rebuild', 'Analytics')
export class RebuildController {
  constructor(private readonly counting: ActivityCounting) {}

  /**
   * Count all activities anew
   * @remarks For when somebody has changed them by SQL. It is done beside the answers, which are made of what was counted
   * before until the new counts have come as far; while it is under way another request changes nothing.
   */
  @Post()
  @Needs('ADMIN', 'EVERYWHERE')
  @HttpCode(202)
  async rebuild(): Promise<RebuildView> {
    await this.counting.rebuild();
    return this.counting.progress();
  }

  /** Tell how far the activities are counted */
  @Get()
  progress(): Promise<RebuildView> {
    return this.counting.progress();
  }
}
