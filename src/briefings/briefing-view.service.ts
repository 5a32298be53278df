import { Injectable } from '@nestjs/common';
import { CatalogService } from '../catalog/catalog.service.js';
import { EventsService } from '../catalog/events/events.service.js';
import type { StoryRecord } from '../catalog/stories/story.js';
import type { RankedItem } from '../ranking/pipeline.js';
import { hash32 } from '../ranking/random.js';
import type { Reader } from '../readers/reader.js';
import { cohortOfKey, type StoredEvidence, type StoredItem } from './briefing-codec.js';
import type { LoadedPool } from './candidate-pools.service.js';
import type { ItemDevelopment } from './developments.service.js';
import { type ItemText, ownText, type StoryText, storyText } from './item-text.js';
import { type ItemView, itemView } from './item-view.js';
import { withoutMuted } from './muted-voices.js';
import { idOfKey } from './names.js';
import type { Telling } from './pool-stories.js';
import type { ReasonReader } from './reason-text.js';

/** Turns codes into words: what a reader, a client and a product team see of a chosen story. */
@Injectable()
export class BriefingViewService {
  /** By the id of the story. */
  private readonly texts = new WeakMap<Telling, Map<string, StoryText>>();
  /** The same of a pool, of what has been shown from it. */
  private readonly shown = new WeakMap<LoadedPool['stories'], Map<string, StoryText>>();

  constructor(
    private readonly catalog: CatalogService,
    private readonly events: EventsService,
  ) {}

  /** Items of a run that has just been made, told from the pool it was made with. */
  async liveItems(
    items: readonly RankedItem[],
    loaded: LoadedPool,
    reader: ReasonReader,
  ): Promise<ItemView[]> {
    const { stories } = loaded;
    const chosen = await this.chosenFrom(loaded, items);
    return items.map((item, i) => {
      const { record, telling } = chosen[i]!;
      const composite = telling.composite ?? undefined;
      return itemView(
        { ...item, record, composite },
        tellersIn(loaded, record),
        reader,
        (id) => stories.get(id)?.title,
      );
    });
  }

  /**
   * {@link liveItems} as JSON; what does not depend on the reader is written once for each story.
   * @param shown of {@link shownTexts} for the same items
   */
  liveTexts(
    items: readonly RankedItem[],
    shown: readonly StoryText[],
    loaded: LoadedPool,
    reader: ReasonReader,
  ): ItemText[] {
    const titleOf = (other: string): string | undefined => loaded.stories.get(other)?.title;
    return items.map((item, i) => {
      const text = heardBy(reader, item.id, shown[i]!, loaded);
      return { shared: text.json, digest: text.digest, own: ownText(item, text, reader, titleOf) };
    });
  }

  /**
   * What is written of items whoever reads them. A promise only where one of them was never shown from the pool: when it always was
   * one, the texts of answered feeds outlived two collections of young garbage, which copied ten times as much.
   */
  shownTexts(items: readonly RankedItem[], loaded: LoadedPool): StoryText[] | Promise<StoryText[]> {
    const shown = this.shown.get(loaded.stories);
    const texts: StoryText[] = [];
    for (const { id } of items) {
      const text = shown?.get(id);
      if (text === undefined) return this.show(items, loaded);
      texts.push(text);
    }
    return texts;
  }

  private async show(items: readonly RankedItem[], loaded: LoadedPool): Promise<StoryText[]> {
    const chosen = await this.chosenFrom(loaded, items);
    let shown = this.shown.get(loaded.stories);
    if (shown === undefined) this.shown.set(loaded.stories, (shown = new Map<string, StoryText>()));
    const texts = chosen.map(({ record, telling }) => this.textOf(record, telling, loaded));
    for (const [i, { id }] of items.entries()) shown.set(id, texts[i]!);
    return texts;
  }

  /**
   * Items of stored briefings of one reader, looked up together. A story that was erased since is left out; what a source
   * said after the briefing was made is not told.
   * @param developments for each briefing, by the ref of the story
   */
  async storedItems(
    briefings: readonly { readonly createdAt: Date; readonly items: readonly StoredItem[] }[],
    reader: Reader,
    developments: readonly ReadonlyMap<number, ItemDevelopment>[] = [],
  ): Promise<ItemView[][]> {
    const items = briefings.flatMap((briefing) => briefing.items);
    const quoted = items.flatMap((item) =>
      item.reasons.filter((reason) => reason.evidence.type === 'story').map((reason) => reason.evidence.key),
    );
    const records = await this.catalog.byRefs([...items.map((item) => item.storyRef), ...quoted]);
    const byRef = new Map(records.map((record) => [record.ref, record]));
    const titles = new Map(records.map((record) => [record.id, record.title]));
    const tellers = await this.catalog.tellersOf(records.map((record) => record.eventRef));
    const composites = await Promise.all(
      briefings.map(({ createdAt, items: own }) => {
        const refs = own.flatMap((item) => byRef.get(item.storyRef)?.eventRef ?? []);
        return this.events.compositesAsOf(refs, createdAt);
      }),
    );
    const viewOf = (item: StoredItem, place: number): ItemView[] => {
      const record = byRef.get(item.storyRef);
      if (record === undefined) return [];
      const reasons = item.reasons.map(({ group, evidence }) => ({
        group,
        evidence: { type: evidence.type, id: evidenceId(evidence, record, reader, byRef) },
      }));
      const others = tellers.get(record.eventRef ?? 0) ?? [];
      const chosen = {
        ...item,
        record,
        reasons,
        development: developments[place]?.get(item.storyRef),
        composite: composites[place]?.get(record.eventRef ?? 0),
      };
      return [itemView(chosen, others, reader, (id) => titles.get(id))];
    };
    return briefings.map((briefing, place) => briefing.items.flatMap((item) => viewOf(item, place)));
  }

  private textOf(record: StoryRecord, telling: Telling, loaded: LoadedPool): StoryText {
    let texts = this.texts.get(telling);
    if (texts === undefined) this.texts.set(telling, (texts = new Map<string, StoryText>()));
    let text = texts.get(record.id);
    if (text === undefined) {
      text = storyText(record, telling.composite ?? undefined, tellersIn(loaded, record));
      texts.set(record.id, text);
    }
    return text;
  }

  /** Each item's story and how its event is told; composites are looked up once, however many readers are shown the event. */
  private async chosenFrom(
    { tellings, stories }: LoadedPool,
    items: readonly RankedItem[],
  ): Promise<readonly { readonly record: StoryRecord; readonly telling: Telling }[]> {
    const chosen = items.map(({ id }) => {
      const record = stories.get(id)!;
      return { record, telling: tellings.get(record.eventRef!)! };
    });
    const unknown = chosen.filter(({ telling }) => telling.composite === undefined);
    if (unknown.length > 0) {
      const found = await this.events.compositesOf(unknown.map(({ record }) => record.eventRef!));
      for (const { record, telling } of unknown) telling.composite = found.get(record.eventRef!) ?? null;
    }
    return chosen;
  }
}

/** The text of a story as a reader may hear it; their own only where a source tells the event that they have muted. */
function heardBy(reader: ReasonReader, story: string, text: StoryText, loaded: LoadedPool): StoryText {
  if ((reader.mutedSources ?? []).length === 0) return text;
  const record = loaded.stories.get(story)!;
  const composite = loaded.tellings.get(record.eventRef!)!.composite ?? undefined;
  const heard = withoutMuted(composite, tellersIn(loaded, record), reader.mutedSources);
  return heard.muted.size === 0 ? text : storyText(record, heard.composite, heard.tellers);
}

/** Who tells the event of a story in a pool, in the order in which they told; candidates are newest first. */
function tellersIn({ pool, stories }: LoadedPool, record: StoryRecord): StoryRecord[] {
  const { start, rows } = pool.eventRows;
  const event = pool.event[pool.rowOf.get(record.id)!]!;
  return Array.from(rows.subarray(start[event], start[event + 1]).toReversed(), (row) =>
    stories.get(pool.ids[row]!)!,
  );
}

/** The id behind a stored key: among the story's own tags first, which knows topics that a team added. */
function evidenceId(
  { type, key }: StoredEvidence,
  record: StoryRecord,
  reader: Reader,
  byRef: ReadonlyMap<number, StoryRecord>,
): string {
  switch (type) {
    case 'event':
      return String(record.eventRef);
    case 'cohort':
      return cohortOfKey(key, reader);
    case 'source':
      return record.sourceId;
    case 'story':
      return byRef.get(key)?.id ?? '';
    case 'topic':
    case 'entity':
    case 'kind': {
      const own = [
        ...record.topics.map((tag) => tag.topic),
        ...record.entities.map((tag) => tag.entity),
        ...record.kinds.map((tag) => tag.kind),
      ];
      return own.find((id) => hash32(id) === key) ?? idOfKey(key) ?? '';
    }
  }
}
