import { Injectable } from '@nestjs/common';
import { Every } from '../../platform/every.js';
import { ArticleWishesService } from './article-wishes.service.js';
import { RobotsService } from '../hosts/robots.service.js';

/** Looks for pages that are due again or whose job was lost, in every worker process; they share the work through the table. */
@Injectable()
export class ArticleTimer extends Every {
  constructor(
    private readonly wishes: ArticleWishesService,
    private readonly robots: RobotsService,
  ) {
    super(30_000, 'Pages that are due were not queued');
  }

  protected async work(): Promise<void> {
    await this.wishes.scheduleDue();
    await this.robots.forget();
  }
}
