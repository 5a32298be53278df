import { Injectable } from '@nestjs/common';
import { TOPICS } from '../knowledge/topics.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { ConflictError, type InputError, InvalidInputError, NotFoundError } from '../platform/errors.js';
import { Together } from '../platform/together.js';
import { type TitleMatches, understandReader } from './reader-draft.js';
import type { BriefedReader, Reader, ReaderStamp } from './reader.js';
import { daysOfMask, type ReaderBody, readerIdSchema, type ReaderView } from './reader-schema.js';
import { ReaderRepository, type WishList } from './reader.repository.js';

const BUILT_IN_TOPICS: ReadonlySet<string> = new Set(TOPICS.map((topic) => topic.id));

/** What a reader can wish for by an event; a wish takes the opposite back. */
export type Wish =
  | { readonly kind: 'follow' | 'mute'; readonly topic: string }
  | { readonly kind: 'follow'; readonly entity: string }
  | { readonly kind: 'mute'; readonly source: string };

/** Called with the reader as they are, undefined where there is none, before anything is written; throws to refuse. */
export type ReaderCheck = (current: Reader | undefined) => void;

/** Who reads: creating, changing, erasing. */
@Injectable()
export class ReadersService {
  constructor(
    private readonly readers: ReaderRepository,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  private readonly stamped = new Together((ids: readonly string[]) => this.readers.stamps(ids));

  /** @throws NotFoundError */
  async get(id: string): Promise<Reader> {
    const reader = readerIdSchema.safeParse(id).success ? await this.readers.find(id) : undefined;
    if (reader === undefined) throw new NotFoundError('reader', id);
    return reader;
  }

  /** What says whether something that is kept of a reader still holds: one look at one row, shared by those who ask at once. @throws NotFoundError */
  async stamp(id: string): Promise<ReaderStamp> {
    const stamp = readerIdSchema.safeParse(id).success ? await this.stamped.get(id) : undefined;
    if (stamp === undefined) throw new NotFoundError('reader', id);
    return stamp;
  }

  /** The same for those of the ids that exist. */
  stamps(ids: readonly string[]): Promise<Map<string, ReaderStamp>> {
    return this.readers.stamps(ids);
  }

  /** @throws NotFoundError naming the first that does not exist */
  async getAll(ids: readonly string[]): Promise<Reader[]> {
    const found = await this.readers.byIds(ids);
    const missing = ids.find((id) => !found.some((reader) => reader.id === id));
    if (missing !== undefined) throw new NotFoundError('reader', missing);
    return found;
  }

  byRefs(refs: readonly number[]): Promise<Reader[]> {
    return this.readers.byRefs(refs);
  }

  /** As {@link byRefs}, what a briefing is made by. */
  briefed(refs: readonly number[]): Promise<BriefedReader[]> {
    return this.readers.briefed(refs);
  }

  refsOf(ids: readonly string[]): Promise<Map<string, number>> {
    return this.readers.refsOf(ids);
  }

  /**
   * Creates or replaces a reader.
   * @param check for `If-Match`; absent: whoever comes last is right
   * @throws InvalidInputError naming each field: unknown topic or entity, a role or industry that could not be matched;
   * ConflictError EDIT_CONFLICT when somebody else was faster than the check
   */
  async put(
    id: string,
    body: ReaderBody,
    check?: ReaderCheck,
  ): Promise<{ reader: Reader; matched: TitleMatches }> {
    const { draft, matched } = understandReader(id, body);
    const current = await this.readers.find(id);
    check?.(current);
    await this.assertTopics(body, current);
    const revision = check === undefined ? undefined : current?.revision;
    return { reader: unlessChanged(await this.readers.save(draft, this.clock.now(), revision), id), matched };
  }

  /**
   * Changes the given fields.
   * @param check for `If-Match`
   * @throws NotFoundError, InvalidInputError as {@link put}, ConflictError EDIT_CONFLICT when somebody else was faster
   */
  async patch(
    id: string,
    change: Partial<ReaderBody>,
    check?: ReaderCheck,
  ): Promise<{ reader: Reader; matched: TitleMatches }> {
    return await this.database.transaction(async () => {
      const current = await this.get(id);
      check?.(current);
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const body: ReaderBody = { ...bodyOf(current), ...given };
      const { draft, matched } = understandReader(id, body);
      await this.assertTopics(body, current);
      const reader = await this.readers.save(draft, this.clock.now(), current.revision);
      return { reader: unlessChanged(reader, id), matched };
    });
  }

  /**
   * Forgets what was learned: nothing that happened up to now is learned from any more. What was stated, the stories that were read
   * or hidden, and the record of the events stay.
   * @param check for `If-Match`
   * @throws NotFoundError; ConflictError EDIT_CONFLICT when somebody else was faster than the check
   */
  async forgetLearned(id: string, check?: ReaderCheck): Promise<Reader> {
    const current = await this.get(id);
    check?.(current);
    const revision = check === undefined ? undefined : current.revision;
    return unlessChanged(await this.readers.forget(id, this.clock.now(), revision), id);
  }

  /** Erases a reader with everything that hangs on them. @throws NotFoundError */
  async erase(id: string): Promise<void> {
    if (!(await this.readers.erase(id))) throw new NotFoundError('reader', id);
  }

  /** Hash of the token of the private feeds; undefined without reader or token. */
  feedToken(id: string): Promise<Buffer | undefined> {
    return this.readers.feedTokenHash(id);
  }

  /** Sets or (null) ends the token of the private feeds. @throws NotFoundError */
  async setFeedToken(id: string, hash: Buffer | null): Promise<void> {
    if (!(await this.readers.setFeedTokenHash(id, hash))) throw new NotFoundError('reader', id);
  }

  /** Applies an explicit wish; doing it twice changes nothing. */
  async applyWish(ref: number, wish: Wish): Promise<void> {
    const [add, remove, id]: [WishList, WishList | undefined, string] =
      'entity' in wish
        ? ['followed_entities', undefined, wish.entity]
        : 'source' in wish
          ? ['muted_sources', undefined, wish.source]
          : wish.kind === 'follow'
            ? ['followed_topics', 'muted_topics', wish.topic]
            : ['muted_topics', 'followed_topics', wish.topic];
    await this.readers.wish(ref, add, remove, id, this.clock.now());
  }

  /** Those of the ids that are topics, built in or added by a team. */
  async knownTopics(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const others = ids.filter((id) => !BUILT_IN_TOPICS.has(id));
    if (others.length === 0) return BUILT_IN_TOPICS;
    return new Set([...BUILT_IN_TOPICS, ...(await this.readers.customTopicsAmong(others))]);
  }

  /** A topic that was retired since the reader stated it must not refuse another change: what a list holds already may stay. */
  private async assertTopics(
    body: Pick<ReaderBody, 'followedTopics' | 'mutedTopics'>,
    current: Reader | undefined,
  ): Promise<void> {
    const known = await this.knownTopics([...body.followedTopics, ...body.mutedTopics]);
    const errors = (['followedTopics', 'mutedTopics'] as const).flatMap((list) =>
      body[list].flatMap((topic, i): InputError[] =>
        known.has(topic) || current?.[list].includes(topic) === true
          ? []
          : [{ path: `${list}.${i}`, message: `there is no topic '${topic}'` }],
      ),
    );
    if (errors.length > 0)
      throw new InvalidInputError(`${errors[0]!.path}: ${errors[0]!.message}`, errors, 'UNKNOWN_TOPIC');
  }
}

/** What was saved under a condition that no longer holds was not saved. @throws ConflictError EDIT_CONFLICT */
function unlessChanged(reader: Reader | undefined, id: string): Reader {
  if (reader !== undefined) return reader;
  throw new ConflictError(`Reader '${id}' was changed at the same time; read it again.`, 'EDIT_CONFLICT');
}

/** A reader in the shape in which a client states one. */
function bodyOf(reader: Reader): ReaderBody {
  return {
    name: reader.name,
    role: reader.role,
    industry: reader.industry,
    seniority: reader.seniority,
    about: reader.about,
    followedTopics: [...reader.followedTopics],
    mutedTopics: [...reader.mutedTopics],
    followedEntities: [...reader.followedEntities],
    mutedSources: [...reader.mutedSources],
    timeZone: reader.timeZone,
    deliveryTime: reader.deliveryTime,
    days: reader.days === null ? null : daysOfMask(reader.days),
    quietDates: [...reader.quietDates],
    length: reader.length,
    channels: reader.channels as ReaderBody['channels'],
    email: reader.email,
  };
}

/** The reader as the API shows one. */
export function viewOf(reader: Reader, matched?: TitleMatches): ReaderView {
  return {
    id: reader.id,
    ...bodyOf(reader),
    role: reader.role as ReaderView['role'],
    industry: reader.industry as ReaderView['industry'],
    nextDeliveryAt:
      reader.nextDeliveryAt?.getUTCFullYear() === 9999
        ? null
        : (reader.nextDeliveryAt?.toISOString() ?? null),
    learnedFrom: reader.learnedFrom?.toISOString() ?? null,
    createdAt: reader.createdAt.toISOString(),
    updatedAt: reader.updatedAt.toISOString(),
    ...(matched === undefined || Object.keys(matched).length === 0 ? {} : { matched }),
  };
}
