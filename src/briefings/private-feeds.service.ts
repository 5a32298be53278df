import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { generateJsonFeed, generateRssFeed } from 'feedsmith';
import { Settings } from '../config/settings.js';
import { LinkLimits } from '../delivery/link-limits.js';
import { ReadersService } from '../readers/readers.service.js';
import type { ItemView } from './item-view.js';
import { BriefingsService, type BriefingView } from './briefings.service.js';

/** Addresses that a feed reader can subscribe to; whoever has one reads the briefings of this reader. */
export interface PrivateFeeds {
  readonly token: string;
  readonly rss: string;
  readonly json: string;
}

const FEED_BRIEFINGS = 7;

/** A reader's briefings as RSS and JSON Feed, under addresses that hold a secret of their own. */
@Injectable()
export class PrivateFeedsService {
  constructor(
    private readonly readers: ReadersService,
    private readonly briefings: BriefingsService,
    private readonly limits: LinkLimits,
    private readonly settings: Settings,
  ) {}

  /** Makes the reader's token, shown this once; an earlier one ends. @throws NotFoundError */
  async open(readerId: string): Promise<PrivateFeeds> {
    const token = randomBytes(24).toString('base64url');
    await this.readers.setFeedToken(readerId, hashOf(token));
    return { token, rss: this.address(readerId, 'rss', token), json: this.address(readerId, 'json', token) };
  }

  /** Ends the reader's token. @throws NotFoundError */
  async close(readerId: string): Promise<void> {
    await this.readers.setFeedToken(readerId, null);
  }

  /**
   * The latest briefings as RSS 2.0.
   * @param address where the request came from
   * @throws NotFoundError for a wrong token too, so that readers cannot be guessed; HttpProblemError 429 RATE_LIMITED
   */
  async rss(readerId: string, token: string, address: string): Promise<string> {
    const { title, latest } = await this.read(readerId, token, address);
    return generateRssFeed({
      title,
      link: this.base(),
      description: 'What the day holds for you, with the reason for every choice.',
      items: latest.flatMap((briefing) =>
        briefing.items.map((item) => ({
          // Feed readers take titles for text or for HTML; nothing in ours may be a tag to either.
          title: item.headline.replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
          ...linkOf(item, 'link'),
          guid: { value: guidOf(briefing, item), isPermaLink: false },
          description: asHtml(textOf(item)),
          pubDate: new Date(briefing.createdAt),
          categories: item.topics.map((topic) => ({ name: topic.name })),
        })),
      ),
    });
  }

  /** The latest briefings as JSON Feed 1.1; throws as {@link rss}. */
  async json(readerId: string, token: string, address: string): Promise<unknown> {
    const { title, latest } = await this.read(readerId, token, address);
    return generateJsonFeed({
      title,
      home_page_url: this.base(),
      items: latest.flatMap((briefing) =>
        briefing.items.map((item) => ({
          id: guidOf(briefing, item),
          title: item.headline,
          ...linkOf(item, 'url'),
          content_text: textOf(item),
          date_published: new Date(briefing.createdAt),
          authors: [{ name: item.citations[0]?.source ?? item.source.name }],
          tags: item.topics.map((topic) => topic.name),
        })),
      ),
    });
  }

  private async read(
    readerId: string,
    token: string,
    address: string,
  ): Promise<{ title: string; latest: BriefingView[] }> {
    const stored = await this.readers.feedToken(readerId);
    this.limits.admit(token, stored !== undefined && timingSafeEqual(stored, hashOf(token)), address);
    const latest = await this.briefings.latest(readerId, FEED_BRIEFINGS);
    return { title: 'Your Scout briefing', latest };
  }

  private address(readerId: string, kind: 'rss' | 'json', token: string): string {
    return `${this.base()}/v1/readers/${encodeURIComponent(readerId)}/briefings.${kind}?token=${token}`;
  }

  private base(): string {
    return (this.settings.PUBLIC_URL ?? `http://${this.settings.HOST}:${this.settings.PORT}`).replace(
      /\/$/,
      '',
    );
  }
}

/** 192 random bits: a fast hash is enough, there is nothing to guess. */
function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function guidOf(briefing: BriefingView, item: ItemView): string {
  return `${briefing.date}:${item.story}`;
}

/** A description in RSS is HTML: what a source wrote must stay words there. */
function asHtml(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped.replaceAll('\n', '<br/>\n');
}

/** What the sources say, each sentence with its publisher; then why it is here. */
function textOf(item: ItemView): string {
  const [, ...lead] = item.citations;
  const cited = [
    ...lead.map(({ sentence, source }) => `${sentence} (${source})`),
    ...item.statements.map(({ text, source }) => `${text} (${source})`),
  ];
  const reasons = item.reasons.map((reason) => reason.text).join(' · ');
  return [...cited, `Why: ${reasons}`].join('\n\n');
}

/** Where the headline leads: to the story that it was taken from. */
function linkOf<Key extends string>(item: ItemView, key: Key): Partial<Record<Key, string>> {
  const url = item.citations[0]?.url ?? item.url;
  return url === null ? {} : ({ [key]: url } as Record<Key, string>);
}
