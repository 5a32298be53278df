import { Module } from '@nestjs/common';
import { ArticleTimer } from './articles/article-timer.js';
import { BackfillTopicsProcessor } from './topics/backfill-topics.processor.js';
import { CatalogModule } from './catalog.module.js';
import { DueSourcesTimer } from './sources/due-sources-timer.js';
import { EnrichStoriesProcessor } from './topics/enrich-stories.processor.js';
import { EnrichmentService } from './topics/enrichment.service.js';
import { FetchArticleProcessor } from './articles/fetch-article.processor.js';
import { FetchSourceProcessor } from './sources/fetch-source.processor.js';

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
