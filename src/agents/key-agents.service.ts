import { Injectable, type OnModuleInit } from '@nestjs/common';
import { KeysService } from '../access/keys/keys.service';
import { Roster } from './roster.service';

/** Sees to it that an agent's key is for an agent that there is, and says its name as others do. */
@Injectable()
export class KeyAgents implements OnModuleInit {
  constructor(
    private readonly keys: KeysService,
    private readonly roster: Roster,
  ) {}

  onModuleInit(): void {
    this.keys.whenNamed(async (scope, name) => this.roster.nameOf(scope, await this.roster.find(scope, name)));
  }
}
