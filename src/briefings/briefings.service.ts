import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../platform/clock.js';
import { InvalidInputError, NotFoundError } from '../platform/errors.js';
import { cursorOf } from '../platform/http/cursor.js';
import { type Page, pageOf } from '../platform/http/pagination.js';
import type { Reader } from '../readers/reader.js';
import { ReadersService } from '../readers/readers.service.js';
import { AssemblyService } from './assembly.service.js';
import { BriefingViewService } from './briefing-view.service.js';
import { type ItemView, itemViewSchema } from './item-view.js';
import { type BriefingRecord, BriefingRepository } from './briefing.repository.js';
import { localDateOf } from './delivery-time.js';
import { DevelopmentsService } from './developments.service.js';
import { DigestService } from './digest.service.js';
import { localDateSchema } from './local-date.js';
import { openingLine } from './opening-line.js';

export const briefingViewSchema = z
  .object({
    reader: z.string(),
    date: z.string().meta({ description: "the reader's local date" }),
    dueAt: z.string(),
    createdAt: z.string(),
    opening: z.string().meta({ description: 'what the day holds for this reader' }),
    items: z.array(itemViewSchema),
    rankingProfile: z.object({ version: z.number(), hash: z.string() }),
    trace: z.object({
      candidates: z.number(),
      removed: z.number(),
      scored: z.number(),
      aboveThreshold: z.number(),
      seed: z.number(),
      exploration: z.object({ propensity: z.number(), candidates: z.number() }).optional(),
      learned: z
        .number()
        .optional()
        .meta({ description: 'version of what was learned; absent: nothing was' }),
    }),
  })
  .meta({ id: 'Briefing' });
export type BriefingView = z.output<typeof briefingViewSchema>;

export const briefingSummarySchema = z.object({
  date: z.string(),
  createdAt: z.string(),
  stories: z.number(),
});
export type BriefingSummary = z.output<typeof briefingSummarySchema>;

/** Briefings that an export looks up at once. */
const EXPORT_PAGE = 100;

const cursor = cursorOf('briefings', z.string());

/** Briefings as they are read. */
@Injectable()
export class BriefingsService {
  constructor(
    private readonly readers: ReadersService,
    private readonly briefings: BriefingRepository,
    private readonly digest: DigestService,
    private readonly assembly: AssemblyService,
    private readonly views: BriefingViewService,
    private readonly developments: DevelopmentsService,
    private readonly clock: Clock,
  ) {}

  /**
   * Today's briefing, of the reader's own date. Asked for before it was delivered it is made at once, and is then the one of
   * that date; what the reader gets sent comes at the hour nevertheless, and not on a day without one.
   */
  async today(readerId: string): Promise<BriefingView> {
    const reader = await this.readers.get(readerId);
    const date = localDateOf(reader.timeZone, this.clock.now().getTime());
    const existing = await this.briefings.find(reader.ref, date);
    if (existing !== undefined) return (await this.viewsOf(reader, [existing]))[0]!;
    // Does nothing where a tick has claimed it already; then it is made here instead of in its page's turn.
    await this.digest.run({ readers: [reader.id], asked: true, enqueue: false });
    await this.assembly.assembleReader(reader.ref, date);
    return await this.of(reader, date);
  }

  /** @throws InvalidInputError for what is no date, NotFoundError where there is no briefing */
  async on(readerId: string, date: string): Promise<BriefingView> {
    const valid = parseDate(date);
    return await this.of(await this.readers.get(readerId), valid);
  }

  async list(
    readerId: string,
    limit: number,
    cursorText: string | undefined,
  ): Promise<Page<BriefingSummary>> {
    const reader = await this.readers.get(readerId);
    const before = cursorText === undefined ? undefined : parseDate(cursor.decode(cursorText));
    const records = await this.briefings.list(reader.ref, limit + 1, before);
    const page = pageOf(records, limit, (last) => cursor.encode(last.localDate));
    return {
      ...page,
      items: page.items.map((record) => ({
        date: record.localDate,
        createdAt: record.createdAt.toISOString(),
        stories: record.content.items.length,
      })),
    };
  }

  /** The latest briefings in full, newest first. */
  async latest(readerId: string, count: number): Promise<BriefingView[]> {
    const reader = await this.readers.get(readerId);
    return await this.viewsOf(reader, await this.briefings.list(reader.ref, count));
  }

  /** Every briefing of a reader as it is read, newest first, in pages. @throws NotFoundError at the first page */
  async *all(readerId: string): AsyncGenerator<BriefingView[]> {
    const reader = await this.readers.get(readerId);
    let before: string | undefined;
    for (;;) {
      const records = await this.briefings.list(reader.ref, EXPORT_PAGE, before);
      yield await this.viewsOf(reader, records);
      if (records.length < EXPORT_PAGE) return;
      before = records.at(-1)!.localDate;
    }
  }

  private async of(reader: Reader, date: string): Promise<BriefingView> {
    const record = await this.briefings.find(reader.ref, date);
    if (record === undefined) throw new NotFoundError('briefing of', date);
    return (await this.viewsOf(reader, [record]))[0]!;
  }

  private async viewsOf(reader: Reader, records: readonly BriefingRecord[]): Promise<BriefingView[]> {
    const items = await this.views.storedItems(
      records.map((record) => ({ createdAt: record.createdAt, items: record.content.items })),
      reader,
      await this.developments.sinceLast(reader.ref, records),
    );
    return records.map((record, i) => briefingView(reader, record, items[i]!));
  }
}

function briefingView(reader: Reader, record: BriefingRecord, items: ItemView[]): BriefingView {
  const { trace } = record.content;
  return {
    reader: reader.id,
    date: record.localDate,
    dueAt: record.dueAt.toISOString(),
    createdAt: record.createdAt.toISOString(),
    opening: openingLine(
      record.localDate,
      reader.name,
      items.map((item) => ({
        source: item.source.name,
        topics: item.topics.map((topic) => topic.id),
      })),
      reader.length,
    ),
    items,
    rankingProfile: { version: record.profileVersion, hash: trace.profileHash },
    trace: {
      candidates: trace.candidates,
      removed: trace.removed,
      scored: trace.scored,
      aboveThreshold: trace.aboveThreshold,
      seed: trace.seed,
      ...(trace.explored === 0
        ? {}
        : { exploration: { propensity: trace.propensity, candidates: trace.explored } }),
      ...(trace.learned === 0 ? {} : { learned: trace.learned }),
    },
  };
}

function parseDate(text: string): string {
  if (localDateSchema.safeParse(text).success) return text;
  const message = `'${text.slice(0, 40)}' is no date such as 2026-01-31`;
  throw new InvalidInputError(`date: ${message}`, [{ path: 'date', message }]);
}
