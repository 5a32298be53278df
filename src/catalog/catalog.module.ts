import { Module } from '@nestjs/common';
import { FetchModule } from '../platform/fetch/fetch.module.js';
import { CatalogService } from './catalog.service.js';
import { EnrichmentRepository } from './enrichment.repository.js';
import { FetchService } from './fetch.service.js';
import { IngestService } from './ingest.service.js';
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
  imports: [FetchModule],
  controllers: [SourcesController, StoriesController, TopicsController],
  providers: [
    SourceRepository,
    StoryRepository,
    EnrichmentRepository,
    TopicRepository,
    CatalogService,
    FetchService,
    IngestService,
    SourcesService,
    TopicsService,
  ],
  exports: [
    CatalogService,
    FetchService,
    IngestService,
    SourcesService,
    TopicsService,
    EnrichmentRepository,
    TopicRepository,
  ],
})
export class CatalogModule {}
