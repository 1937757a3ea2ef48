import { Injectable } from '@nestjs/common';
import { Revisions } from '../revisions/revisions.service';
import { TermIndex } from '../terms/term-index.service';
import { Links } from './links.service';

/** What belongs to a memory beside its row, and changes with it. */
@Injectable()
export class MemoryParts {
  constructor(
    readonly index: TermIndex,
    readonly links: Links,
    readonly revisions: Revisions,
  ) {}
}
