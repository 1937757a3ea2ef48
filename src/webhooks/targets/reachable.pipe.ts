import { Injectable, type PipeTransform } from '@nestjs/common';
import { Targets } from './targets.service';

/** Looks where the `url` of an input leads. A pipe does so before the transaction that a request with a key runs in. */
@Injectable()
export class ReachablePipe<T extends { url?: string }> implements PipeTransform<T, Promise<T>> {
  constructor(private readonly targets: Targets) {}

  async transform(input: T): Promise<T> {
    if (input.url !== undefined) await this.targets.check(input.url);
    return input;
  }
}
