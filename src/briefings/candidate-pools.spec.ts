import type { CatalogService } from '../catalog/catalog.service.js';
import type { EngagementService } from '../engagement/engagement.service.js';
import type { LearnedStateService } from '../engagement/learned-state.service.js';
import { FixedClock } from '../platform/clock.js';
import { engagementColumns } from '../ranking/engagements.js';
import { CandidatePoolsService } from './candidate-pools.service.js';

const WINDOW = 72;
const SECOND = 1000;

/** A catalogue without stories that has changed when a test says so, and is looked through when a test lets it be. */
class World {
  private readonly clock = new FixedClock(new Date('2026-07-06T12:00:00Z'));
  version = 'a';
  looks = 0;
  private readonly waiting: (() => void)[] = [];
  private held = false;

  readonly pools: CandidatePoolsService;

  constructor() {
    const catalog: Pick<CatalogService, 'version' | 'candidateStamps'> = {
      version: () => Promise.resolve(this.version),
      candidateStamps: async () => {
        this.looks++;
        if (this.held) await new Promise<void>((resolve) => this.waiting.push(resolve));
        return [];
      },
    };
    const engagement: Pick<EngagementService, 'engagements'> = {
      engagements: () => Promise.resolve(engagementColumns([])),
    };
    const learned: Pick<LearnedStateService, 'lastChange' | 'snapshot'> = {
      lastChange: () => Promise.resolve(0),
      snapshot: () => Promise.resolve(undefined),
    };
    this.pools = new CandidatePoolsService(
      catalog as CatalogService,
      engagement as EngagementService,
      learned as LearnedStateService,
      this.clock,
    );
  }

  later(milliseconds: number): void {
    this.clock.set(new Date(this.clock.now().getTime() + milliseconds));
  }

  hold(): void {
    this.held = true;
  }

  letGo(): void {
    this.held = false;
    for (const go of this.waiting.splice(0)) go();
  }

  async asOf(): Promise<number> {
    return (await this.pools.now(WINDOW)).pool.asOf;
  }
}

/** Whether a promise is still open after everything that was due has been done. */
async function isOpen(promise: Promise<unknown>): Promise<boolean> {
  const open = Symbol('open');
  const turns = (async () => {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    return open;
  })();
  return (await Promise.race([promise, turns])) === open;
}

describe('the pool of now', () => {
  it('is built for whoever finds a new story; others meanwhile get the one there is', async () => {
    const world = new World();
    const first = await world.asOf();
    world.version = 'b';
    world.later(2 * SECOND);
    world.hold();
    const finder = world.asOf();
    expect(await isOpen(finder)).toBe(true);
    expect(await Promise.all([world.asOf(), world.asOf()])).toEqual([first, first]);
    world.letGo();
    expect(await finder).toBe(first + 2 * SECOND);
    expect(await world.asOf()).toBe(first + 2 * SECOND);
    expect(world.looks).toBe(2);
  });

  it('is not built again and again where that takes long and stories come all the time', async () => {
    const world = new World();
    const building = async (milliseconds: number): Promise<number> => {
      world.version += '+';
      world.hold();
      const asked = world.asOf();
      await isOpen(asked);
      world.later(milliseconds);
      world.letGo();
      return await asked;
    };
    const first = await building(500);
    world.version += '+';
    world.later(4 * SECOND);
    expect(await world.asOf()).toBe(first);
    world.later(SECOND);
    expect(await building(5 * SECOND)).toBe(first + 5.5 * SECOND);
    world.version += '+';
    world.later(9 * SECOND);
    expect(await world.asOf()).toBe(first + 5.5 * SECOND);
    world.later(SECOND);
    expect(await world.asOf()).toBe(first + 20.5 * SECOND);
    expect(world.looks).toBe(3);
  });

  it('is waited for by everybody where the one there is is a minute old, and built once', async () => {
    const world = new World();
    const first = await world.asOf();
    world.later(61 * SECOND);
    world.hold();
    const asked = [world.asOf(), world.asOf(), world.asOf()];
    expect(await Promise.all(asked.map(isOpen))).toEqual([true, true, true]);
    world.letGo();
    expect(new Set(await Promise.all(asked))).toEqual(new Set([first + 61 * SECOND]));
    expect(world.looks).toBe(2);
  });

  it('is renewed beside the one in use before it gets too old, and the old one is still there for who reads on', async () => {
    const world = new World();
    const old = await world.pools.now(WINDOW);
    world.later(45 * SECOND);
    world.hold();
    expect(await world.asOf()).toBe(old.pool.asOf);
    world.letGo();
    const renewed = (async () => {
      while ((await world.asOf()) === old.pool.asOf) await new Promise((resolve) => setImmediate(resolve));
    })();
    expect(await isOpen(renewed)).toBe(false);
    const before = await world.pools.at(new Date(old.pool.asOf), WINDOW, old.signalsAt);
    expect(before.pool).toBe(old.pool);
    expect(world.looks).toBe(2);
  });
});
