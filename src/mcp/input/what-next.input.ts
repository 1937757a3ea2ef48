import { InSession } from './session.input';
import { TakesFlag, TakesText } from './takes';

/** Where to look for work. */
export class WhatNextInput extends InSession {
  @TakesText('only of this run')
  run?: string;

  @TakesFlag('up to 16 KB')
  detail?: boolean;
}
