import { Injectable } from '@nestjs/common';
import { JobProcessor, ProcessorOf } from '../../platform/queue/job-processor.js';
import { ArticleFetchService } from './article-fetch.service.js';

/** Reads the page of one story. */
@Injectable()
@ProcessorOf('fetch-article')
export class FetchArticleProcessor extends JobProcessor<'fetch-article'> {
  constructor(private readonly articles: ArticleFetchService) {
    super();
  }

  protected async handle({ ref }: { ref: number }): Promise<void> {
    await this.articles.fetchArticle(ref);
  }
}
