import { Global, Module } from '@nestjs/common';
import { Events } from './events.service';
import { EventLog } from './feed/event-log.service';
import { FeedSignal } from './feed/feed-signal.service';
import { Feed } from './feed/feed.service';
import { Sequencer } from './feed/sequencer.service';

/** Global, because every feature announces what it does. */
@Global()
@Module({ providers: [Events, EventLog, Feed, FeedSignal, Sequencer], exports: [Events, EventLog, Feed, FeedSignal] })
export class EventsModule {}
