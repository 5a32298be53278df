import { Module } from '@nestjs/common';
import { ArticleTimer } from './article-timer.js';
import { BackfillTopicsProcessor } from './backfill-topics.processor.js';
import { CatalogModule } from './catalog.module.js';
import { DueSourcesTimer } from './due-sources-timer.js';
import { EnrichStoriesProcessor } from './enrich-stories.processor.js';
import { EnrichmentService } from './enrichment.service.js';
import { FetchArticleProcessor } from './fetch-article.processor.js';
import { FetchSourceProcessor } from './fetch-source.processor.js';

/** The catalogue's work in the background: fetching feeds that are due, understanding stories. */
@Module({
  imports: [CatalogModule],
  providers: [
    EnrichmentService,
    FetchSourceProcessor,
    FetchArticleProcessor,
    ArticleTimer,
    EnrichStoriesProcessor,
    BackfillTopicsProcessor,
    DueSourcesTimer,
  ],
  exports: [EnrichmentService],
})
export class CatalogJobsModule {}
