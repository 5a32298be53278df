import type { CatalogService } from '../catalog/catalog.service.js';
import type { StoryRecord } from '../catalog/stories/story.js';
import { PoolStories } from './pool-stories.js';

const RANGE = { from: new Date('2026-07-03T12:00:00Z'), to: new Date('2026-07-06T12:00:00Z') };

/** A catalogue whose rows a test changes. */
class Rows {
  readonly read: number[][] = [];
  /** A story that is in no event by the time its record is read. */
  takenOut: number | undefined;
  rows: { ref: number; event: number; stamp: string; told: string; title: string }[] = [];

  asCatalog(): CatalogService {
    const catalog: Pick<CatalogService, 'candidateStamps' | 'byRefs'> = {
      candidateStamps: () => Promise.resolve(this.rows.map(({ ref, stamp, told }) => ({ ref, stamp, told }))),
      byRefs: (refs) => {
        this.read.push([...refs]);
        return Promise.resolve(
          this.rows
            .filter(({ ref }) => refs.includes(ref))
            .map(({ ref, event, title }) => record(ref, ref === this.takenOut ? null : event, title)),
        );
      },
    };
    return catalog as CatalogService;
  }
}

function record(ref: number, eventRef: number | null, title: string): StoryRecord {
  return {
    ref,
    id: `s${ref}`,
    title,
    url: null,
    sourceId: 'o',
    sourceName: 'Outlet',
    sourceAuthority: 0.5,
    publishedAt: RANGE.from,
    lead: '',
    topics: [],
    entities: [],
    kinds: [],
    figures: [],
    eventRef,
    isCopy: false,
    siblings: [],
    language: 'en',
  };
}

describe('the stories of pools', () => {
  let catalog: Rows;
  let stories: PoolStories;
  const row = (ref: number, event = ref) => ({ ref, event, stamp: 'a', told: '1', title: `Title ${ref}` });

  beforeEach(() => {
    catalog = new Rows();
    catalog.rows = [row(3, 1), row(2), row(1)];
    stories = new PoolStories(catalog.asCatalog());
  });

  it('are read once, and again when they have changed', async () => {
    const first = await stories.load(RANGE);
    expect(first.candidates.map(({ record: { ref } }) => ref)).toEqual([3, 2, 1]);
    catalog.rows = [row(4), row(3, 1), { ...row(2), stamp: 'b', title: 'Another' }, row(1)];
    const second = await stories.load(RANGE);
    expect(catalog.read).toEqual([
      [3, 2, 1],
      [4, 2],
    ]);
    expect(second.candidates.map(({ record: { title } }) => title)).toEqual([
      'Title 4',
      'Title 3',
      'Another',
      'Title 1',
    ]);
    expect(second.candidates[3]!.inPool.terms).toBe(first.candidates[2]!.inPool.terms);
  });

  it('are gone when they have left the window, and known while two pools take turns', async () => {
    await stories.load(RANGE);
    const all = catalog.rows;
    catalog.rows = [row(3, 1)];
    expect((await stories.load(RANGE)).candidates).toHaveLength(1);
    catalog.rows = all;
    expect((await stories.load(RANGE)).candidates).toHaveLength(3);
    expect(catalog.read).toHaveLength(1);
  });

  it('share how an event is told until one of its stories or its composite changes', async () => {
    const telling = async (event: number) => (await stories.load(RANGE)).tellings.get(event)!;
    const [one, two] = [await telling(1), await telling(2)];
    expect(await telling(1)).toBe(one);
    catalog.rows = [{ ...row(3, 1), stamp: 'b' }, row(2), row(1)];
    expect(await telling(1)).not.toBe(one);
    expect(await telling(2)).toBe(two);
    catalog.rows = [row(3, 1), { ...row(2), told: '2' }, row(1)];
    expect(await telling(2)).not.toBe(two);
  });

  it('are left out when they were taken out of their event since the look', async () => {
    catalog.takenOut = 2;
    const { candidates } = await stories.load(RANGE);
    expect(candidates.map(({ record: { ref } }) => ref)).toEqual([3, 1]);
  });
});
