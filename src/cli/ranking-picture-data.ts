import readFeed from '../catalog/sources/read-feed.js';
import { dailyBriefing } from '../ranking/daily-briefing.js';
import type { RankedItem } from '../ranking/pipeline.js';
import {
  DEFAULT_PROFILE,
  type EditorialRule,
  FEATURE_GROUPS,
  type FeatureGroup,
  type RankingProfile,
} from '../ranking/ranking-profile.js';
import type { RankingReader } from '../ranking/reader.js';
import { readerEntrySchema } from '../readers/reader-schema.js';
import { DEMO_READERS, type DemoReader } from './demo/readers.js';
import { DEMO_SOURCES, renderDemoFeed } from './demo/sources.js';
import type { FileEvent, FileReader, FileStory } from './input-files.js';
import { offlineWorld, type OfflineStory, type OfflineWorld, understandStories } from './offline.js';

/** The demo's three days end here, so that every run tells the same ages. */
const AS_OF = new Date('2026-03-02T07:00:00Z');
const HOUR = 3_600_000;

/** Whose lists are drawn, and a company that each follows: one who follows a topic, one who follows none, one with a narrow field. */
const SHOWN = [
  { id: 'asha-thapa', work: 'Platform engineer, cloud provider', follows: 'nvidia' },
  { id: 'declan-power', work: 'Head of talent, software', follows: 'amazon' },
  { id: 'tomas-ferreira', work: 'Security lead, hospitals', follows: 'microsoft' },
] as const;

/** The demo has no clicks; what the three did is invented as well: type, story, hours before the moment. */
const OWN_ACTS: Readonly<Record<string, readonly (readonly [FileEvent['type'], string, number])[]>> = {
  'asha-thapa': [
    ['read', 'signalgrid/tandempay-expired-certificate', 12],
    ['save', 'modelnotes/agent-protocol-sessions', 21],
    ['read', 'signalgrid/postgres-column-store', 46],
    ['impression', 'gridline/large-load-tariff-rule', 20],
    ['impression', 'gridline/large-load-tariff-rule', 11],
  ],
  'declan-power': [
    ['read', 'talentcurrent/brightmoor-cuts-1900', 16],
    ['save', 'talentcurrent/ai-engineer-pay-study', 21],
    ['read', 'talentcurrent/four-day-bank-trial', 40],
    ['impression', 'modelnotes/codeweave-review-study', 44],
    ['impression', 'modelnotes/codeweave-review-study', 20],
  ],
  'tomas-ferreira': [
    ['read', 'perimeter/brackenridge-ransomware', 21],
    ['save', 'perimeter/infusion-pump-advisory', 20],
    ['impression', 'cornerlantern/foldable-phone-leak', 19],
    ['impression', 'perimeter/windows-print-zero-day', 11],
  ],
};

/** Invented colleagues in role and industry of the three: how many of them clicked on what, and how many hours before the moment. */
const COLLEAGUES: Readonly<
  Record<string, readonly (readonly [clicks: number, story: string, hours: number])[]>
> = {
  'asha-thapa': [
    [9, 'signalgrid/kubernetes-scheduler-power', 0.3],
    [7, 'signalgrid/cascade-cloud-egress', 9],
    [4, 'signalgrid/gpu-rental-price-fall', 22],
  ],
  'declan-power': [
    [8, 'talentcurrent/skilled-visa-fee', 2],
    [6, 'modelnotes/enterprise-ai-survey-returns', 0.5],
    [4, 'talentcurrent/pay-ranges-adverts-law', 20],
  ],
  'tomas-ferreira': [
    [9, 'perimeter/brackenridge-vpn-flaw', 0.6],
    [6, 'perimeter/health-data-security-rule', 2],
    [4, 'docketcode/location-broker-fine', 23],
  ],
};

/** Slots of the lists: two or three more than the three want, so that there is room to move. */
const LENGTH = 8;

/** Without a rule `editorialBoost` moves nothing; its two lists are both made with this one. */
export const EXAMPLE_RULE = { source: 'Model Notes', boost: 0.5 } as const satisfies EditorialRule;

export interface ShownReader {
  readonly name: string;
  /** Role and industry in few words. */
  readonly work: string;
  readonly told: FileReader;
  readonly ranking: RankingReader;
}

/** The stories, and the readers whose lists are drawn. */
export interface Scene {
  readonly world: OfflineWorld;
  readonly stories: ReadonlyMap<string, OfflineStory>;
  readonly readers: readonly ShownReader[];
}

/** A reader's list before and after, as ids of events in the order of the slots. */
export interface ListPair {
  readonly reader: ShownReader;
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Event → headline of the report that the new list chose; that of the old list for what fell out. */
  readonly headlines: ReadonlyMap<string, string>;
  /** Events on both lists, told by another report on the new one. */
  readonly retold: ReadonlySet<string>;
}

export interface Doubling {
  readonly weight: FeatureGroup;
  readonly from: number;
  readonly to: number;
  readonly lists: readonly ListPair[];
}

/** The demo's stories and three of its readers as the service would see them; no database, no clock, always the same. */
export function demoScene(): Scene {
  const stories = understandStories(demoStories(), AS_OF.getTime()).map((story) => ({
    ...story,
    authority: DEMO_SOURCES.find((source) => source.name === story.source)!.authority,
  }));
  const colleagues = Object.entries(COLLEAGUES).flatMap(([of, clicks]) => {
    const { role, industry } = demoReader(of);
    const size = Math.max(...clicks.map(([count]) => count));
    return Array.from({ length: size }, (_, n) => ({ id: `${of}-colleague-${n}`, role, industry }));
  });
  const shown = SHOWN.map(({ id, follows }) => ({ ...demoReader(id), followedEntities: [follows] }));
  const told = [...shown, ...colleagues].map((reader) => readerEntrySchema.parse(reader));
  const world = offlineWorld(stories, told, demoActs(), AS_OF);
  return {
    world,
    stories: new Map(stories.map((story) => [story.id, story])),
    readers: SHOWN.map(({ id, work }, i) => {
      return { name: demoReader(id).name, work, told: told[i]!, ranking: world.readers[i]! };
    }),
  };
}

/** The list of one reader, without an exploring slot. */
export function listOf(
  { world, readers }: Scene,
  at: number,
  profile: RankingProfile,
): readonly RankedItem[] {
  return dailyBriefing.run({ ...world, reader: readers[at]!.ranking, profile, length: LENGTH }).items;
}

/** For each weight, the lists with the defaults and with this one weight twice as large. */
export function doublings(scene: Scene): Doubling[] {
  return FEATURE_GROUPS.map((weight) => {
    const editorial = weight === 'editorialBoost' ? [EXAMPLE_RULE] : [];
    const base = { ...DEFAULT_PROFILE, rules: { ...DEFAULT_PROFILE.rules, editorial } };
    const from = base.weights[weight];
    const doubled = { ...base, weights: { ...base.weights, [weight]: 2 * from } };
    const lists = scene.readers.map((reader, at) => {
      const [before, after] = [base, doubled].map((profile) => {
        const stories = listOf(scene, at, profile).map((item) => scene.stories.get(item.id)!);
        return new Map(stories.map((story) => [story.event, story.title]));
      }) as [Map<string, string>, Map<string, string>];
      return {
        reader,
        before: [...before.keys()],
        after: [...after.keys()],
        headlines: new Map([...before, ...after]),
        retold: new Set(
          [...after]
            .filter(([event, title]) => (before.get(event) ?? title) !== title)
            .map(([event]) => event),
        ),
      };
    });
    return { weight, from, to: 2 * from, lists };
  });
}

/** Mean number of places that an event moves, over the events of either list; what is on one only stands just below the other. */
export function meanMove({ before, after }: ListPair): number {
  const events = [...new Set([...before, ...after])];
  const place = (list: readonly string[], id: string): number =>
    list.includes(id) ? list.indexOf(id) : list.length;
  return events.reduce((sum, id) => sum + Math.abs(place(before, id) - place(after, id)), 0) / events.length;
}

/** What is on the new list only. */
export function cameIn({ before, after }: ListPair): readonly string[] {
  return after.filter((id) => !before.includes(id));
}

/** What is on the old list only. */
export function fellOut({ before, after }: ListPair): readonly string[] {
  return before.filter((id) => !after.includes(id));
}

function demoReader(id: string): DemoReader {
  return DEMO_READERS.find((reader) => reader.id === id)!;
}

function demoStories(): FileStory[] {
  return DEMO_SOURCES.flatMap((source) => {
    const { body, contentType, url } = renderDemoFeed(source, AS_OF);
    const { drafts } = readFeed({ sourceId: source.id, bytes: body, contentType, url, now: AS_OF });
    return drafts.map((draft) => ({
      id: `${source.id}/${draft
        .url!.replace(/[?#].*/, '')
        .split('/')
        .at(-1)!}`,
      title: draft.title.replace(` - ${source.name}`, ''),
      source: source.name,
      publishedAt: draft.publishedAt.toISOString(),
      ...(draft.summary === null ? {} : { summary: draft.summary }),
      ...(draft.text === null ? {} : { text: draft.text }),
    }));
  });
}

function demoActs(): FileEvent[] {
  const at = (hours: number): string => new Date(AS_OF.getTime() - hours * HOUR).toISOString();
  const own = Object.entries(OWN_ACTS).flatMap(([reader, acts]) =>
    acts.map(([type, story, hours]) => ({ type, reader, story, at: at(hours) })),
  );
  const clicks = Object.entries(COLLEAGUES).flatMap(([of, stories]) =>
    stories.flatMap(([count, story, hours]) =>
      Array.from({ length: count }, (_, n): FileEvent => {
        return { type: 'click', reader: `${of}-colleague-${n}`, story, at: at(hours) };
      }),
    ),
  );
  return [...own, ...clicks];
}
