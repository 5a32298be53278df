import { Injectable } from '@nestjs/common';
import {
  type BriefingContent,
  BriefingContents,
  type Cited,
  type ContentItem,
} from '../delivery/briefing-contents.js';
import { NotFoundError } from '../platform/errors.js';
import type { Reader } from '../readers/reader.js';
import type { ItemView } from './item-view.js';
import { BriefingsService, type BriefingView } from './briefings.service.js';
import { DigestScheduleRepository, scheduleFor } from './digest-schedule.repository.js';
import { figureTexts } from './figure-text.js';

const HOUR_MS = 3_600_000;
const SHOWN_STATEMENTS = 3;

/** Briefings in words for the channels, from the same view that the API shows. */
@Injectable()
export class BriefingContentsService extends BriefingContents {
  constructor(
    private readonly briefings: BriefingsService,
    private readonly schedules: DigestScheduleRepository,
  ) {
    super();
  }

  override async of(reader: Reader, localDate: string): Promise<BriefingContent | undefined> {
    try {
      return contentOf(await this.briefings.on(reader.id, localDate), reader);
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  override async newest(reader: Reader): Promise<BriefingContent | undefined> {
    const [newest] = await this.briefings.latest(reader.id, 1);
    return newest && contentOf(newest, reader);
  }

  override async cutOff(reader: Reader, dueAt: Date): Promise<Date> {
    const { cutoffHours } = scheduleFor(await this.schedules.list(), reader);
    return new Date(dueAt.getTime() + cutoffHours * HOUR_MS);
  }
}

function contentOf(briefing: BriefingView, reader: Reader): BriefingContent {
  return {
    reader: reader.id,
    localDate: briefing.date,
    dateText: new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' }).format(
      new Date(`${briefing.date}T00:00:00Z`),
    ),
    timeZone: reader.timeZone,
    createdAt: new Date(briefing.createdAt),
    opening: briefing.opening,
    items: briefing.items.map(itemOf),
  };
}

function itemOf(item: ItemView): ContentItem {
  const [headline, ...lead] = item.citations;
  return {
    story: item.story,
    headline: item.headline,
    url: headline?.url ?? item.url,
    source: headline?.source ?? item.source.name,
    mark: item.kind === 'must-know' || item.kind === 'exploring' ? item.kind : null,
    topics: item.topics.map((topic) => topic.name),
    lead: lead.map(cited),
    whatIsNew: (item.development?.whatIsNew ?? []).map(told),
    statements: item.statements.slice(0, SHOWN_STATEMENTS).map(told),
    figures: figureTexts(item),
    alsoReportedBy: item.alsoReportedBy.map(({ source, url }) => ({ source, url })),
    reasons: item.reasons.map((reason) => reason.text),
  };
}

function cited({ sentence, source, url }: Cited): Cited {
  return { sentence, source, url };
}

function told({ text, source, url }: { text: string; source: string; url: string | null }): Cited {
  return { sentence: text, source, url };
}
