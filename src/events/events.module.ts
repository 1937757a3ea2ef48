import { Global, Module } from '@nestjs/common';
import { Events } from './events.service';

/** Global, because every feature announces what it does. */
@Global()
@Module({ providers: [Events], exports: [Events] })
export class EventsModule {}
