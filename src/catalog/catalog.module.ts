import { Module } from '@nestjs/common';
import { FetchModule } from '../platform/fetch/fetch.module.js';
import { ThreadsModule } from '../platform/threads/threads.module.js';
import { ArticleFetchRepository } from './articles/article-fetch.repository.js';
import { ArticleFetchService } from './articles/article-fetch.service.js';
import { ArticleWishesService } from './articles/article-wishes.service.js';
import { CatalogService } from './catalog.service.js';
import { ClusteringRepository } from './events/clustering.repository.js';
import { ClusteringService } from './events/clustering.service.js';
import { CompositionService } from './events/composition.service.js';
import { EnrichmentRepository } from './topics/enrichment.repository.js';
import { EventRepository } from './events/event.repository.js';
import { NewsEventsController } from './events/events.controller.js';
import { EventsService } from './events/events.service.js';
import { FeedReader } from './sources/feed-reader.js';
import { FetchService } from './sources/fetch.service.js';
import { HostTurnRepository } from './hosts/host-turn.repository.js';
import { HostTurns } from './hosts/host-turns.js';
import { IngestService } from './sources/ingest.service.js';
import { RobotsRepository } from './hosts/robots.repository.js';
import { RobotsService } from './hosts/robots.service.js';
import { SourceRepository } from './sources/source.repository.js';
import { SourcesController } from './sources/sources.controller.js';
import { SourcesService } from './sources/sources.service.js';
import { StoriesController } from './stories.controller.js';
import { StoryRepository } from './stories/story.repository.js';
import { TopicRepository } from './topics/topic.repository.js';
import { TopicsController } from './topics/topics.controller.js';
import { TopicsService } from './topics/topics.service.js';

/** Sources, stories and topics. Needs the database, the queue, the settings and a clock of its surroundings. */
@Module({
  imports: [FetchModule, ThreadsModule],
  controllers: [NewsEventsController, SourcesController, StoriesController, TopicsController],
  providers: [
    ArticleFetchRepository,
    ArticleFetchService,
    ArticleWishesService,
    RobotsRepository,
    RobotsService,
    SourceRepository,
    StoryRepository,
    EnrichmentRepository,
    TopicRepository,
    ClusteringRepository,
    EventRepository,
    CatalogService,
    ClusteringService,
    CompositionService,
    EventsService,
    FeedReader,
    FetchService,
    HostTurnRepository,
    HostTurns,
    IngestService,
    SourcesService,
    TopicsService,
  ],
  exports: [
    ArticleFetchService,
    ArticleWishesService,
    RobotsService,
    CatalogService,
    ClusteringService,
    CompositionService,
    EventsService,
    FetchService,
    HostTurns,
    IngestService,
    SourcesService,
    TopicsService,
    EnrichmentRepository,
    TopicRepository,
  ],
})
export class CatalogModule {}
