import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { EVENT_WINDOW_MS, EventMemory, placeLate, RUN_SPAN_MS, RUN_STORIES } from './event-assignment.js';
import type { Assignment, ClusterStory } from './event-assignment.js';
import { ClusteringRepository } from './clustering.repository.js';

/** The state of clustering as of a run. */
interface Memory {
  readonly run: number;
  readonly events: EventMemory;
}

/**
 * Puts stories into events as they arrive. The state of the window is kept in memory between runs; what other processes have
 * decided since is read before each. One process decides at a time, and the rows say everything: memory that may differ from
 * them is thrown away and read anew.
 */
@Injectable()
export class ClusteringService {
  private memory: Memory | undefined;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly stories: ClusteringRepository,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Works until no story waits.
   * @returns how many were put into an event, or into another than before
   */
  async clusterAll(): Promise<number> {
    let clustered = 0;
    for (;;) {
      const work = this.turn.then(() => this.run());
      // One run at a time also within the process: the next needs what this one remembers.
      this.turn = work.catch(() => undefined);
      const changed = await work;
      if (changed === undefined) return clustered;
      clustered += changed;
    }
  }

  /** @returns how many stories changed their event; undefined where nothing was to be done */
  private run(): Promise<number | undefined> {
    return this.database.transaction(
      async () => {
        // Back in its place only after the commit: memory of a run that fails is ahead of the rows.
        const kept = this.memory;
        this.memory = undefined;
        await this.stories.lock();
        const waiting = await this.stories.waiting(RUN_SPAN_MS, RUN_STORIES);
        const erased = await this.stories.erasedEvents();
        if (waiting.length === 0 && erased.length === 0) {
          this.memory = kept;
          return undefined;
        }
        const { run, previous, erasedRun } = await this.stories.nextRun(erased.length > 0);
        const events = await this.upToDate(kept, erasedRun, previous);
        const assignment = await this.assign(events, waiting);
        const changed = await this.stories.save(assignment, erased, run, this.clock.now());
        this.database.afterCommit(() => {
          this.memory = { run, events };
        });
        return changed;
      },
      { retries: 3 },
    );
  }

  /** The window as it was left by the run before. */
  private async upToDate(
    kept: Memory | undefined,
    erasedRun: number,
    previous: number,
  ): Promise<EventMemory> {
    if (kept === undefined || kept.run < erasedRun) {
      const events = new EventMemory();
      events.restore(await this.stories.window(EVENT_WINDOW_MS));
      return events;
    }
    if (kept.run < previous) kept.events.restore(await this.stories.since(kept.run));
    return kept.events;
  }

  private async assign(events: EventMemory, waiting: readonly ClusterStory[]): Promise<Assignment> {
    const late = waiting.filter((story) => story.publishedAt < events.from);
    if (late.length === 0) return events.place(waiting);
    // The others come in the next run.
    if (late.every((story) => story.eventRef !== null)) return placeLate([], late);
    const around = await this.stories.between(
      late[0]!.publishedAt - RUN_SPAN_MS,
      late.at(-1)!.publishedAt + RUN_SPAN_MS,
    );
    return placeLate(around, late);
  }
}
