import { Module } from '@nestjs/common';
import { EventPages } from './event-pages.service';
import { EventsController } from './events.controller';
import { Streams } from './streams.service';
import { Tail } from './tail.service';

const services = [EventPages, Streams, Tail];

/** Events as pages and streams, without routes. */
@Module({ providers: services, exports: services })
export class StreamCoreModule {}

/** Events as pages and streams. */
@Module({ imports: [StreamCoreModule], controllers: [EventsController], exports: [StreamCoreModule] })
export class StreamModule {}
