import { Module } from '@nestjs/common';
import { FetchModule } from '../platform/fetch/fetch.module.js';
import { ThreadsModule } from '../platform/threads/threads.module.js';
import { ArticleFetchRepository } from './article-fetch.repository.js';
import { ArticleFetchService } from './article-fetch.service.js';
import { ArticleWishesService } from './article-wishes.service.js';
import { CatalogService } from './catalog.service.js';
import { ClusteringRepository } from './clustering.repository.js';
import { ClusteringService } from './clustering.service.js';
import { CompositionService } from './composition.service.js';
import { EnrichmentRepository } from './enrichment.repository.js';
import { EventRepository } from './event.repository.js';
import { NewsEventsController } from './events.controller.js';
import { EventsService } from './events.service.js';
import { FeedReader } from './feed-reader.js';
import { FetchService } from './fetch.service.js';
import { HostTurnRepository } from './host-turn.repository.js';
import { HostTurns } from './host-turns.js';
import { IngestService } from './ingest.service.js';
import { RobotsRepository } from './robots.repository.js';
import { RobotsService } from './robots.service.js';
import { SourceRepository } from './source.repository.js';
import { SourcesController } from './sources.controller.js';
import { SourcesService } from './sources.service.js';
import { StoriesController } from './stories.controller.js';
import { StoryRepository } from './story.repository.js';
import { TopicRepository } from './topic.repository.js';
import { TopicsController } from './topics.controller.js';
import { TopicsService } from './topics.service.js';

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
