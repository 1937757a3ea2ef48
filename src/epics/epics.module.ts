import { Module } from '@nestjs/common';
import { EpicLookup } from './epic-lookup.service';

/** The services alone, for other features and for hosts without our routes. */
@Module({ providers: [EpicLookup], exports: [EpicLookup] })
export class EpicsCoreModule {}
