import { Injectable, Logger } from '@nestjs/common';
import { composeEvent } from '../../enrichment/composites/compose.js';
import type { Composite, CompositeSource } from '../../enrichment/composite.js';
import { representativeOf } from '../../enrichment/events/event-coverage.js';
import { developmentsOf } from '../../enrichment/events/event-history.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { composeVerified } from './compose-verified.js';
import { EventRepository } from './event.repository.js';
import { compositeSourceOf } from './event.js';
import type { ComposedEvent, EventStoryRecord, UncomposedEvent } from './event.js';

export interface CompositionReport {
  readonly composed: number;
  /** Composites that were not stored, because a span of theirs is not what the source says, or composing broke. */
  readonly refused: number;
}

/** Events of one transaction. */
const PAGE = 50;

/**
 * Composes the events that have changed. What waits is said by the rows: it can be killed, run twice at once, and run again.
 * A composite is stored only where every span of it verifies against the stored texts.
 */
@Injectable()
export class CompositionService {
  private readonly logger = new Logger(CompositionService.name);

  constructor(
    private readonly events: EventRepository,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Works until no event is left that nobody else works on. */
  async composeAll(): Promise<CompositionReport> {
    let composed = 0;
    let refused = 0;
    for (;;) {
      const page = await this.composePage();
      if (page.length === 0) return { composed, refused };
      refused += page.filter((event) => event.error !== null).length;
      composed += page.filter((event) => event.composite !== null).length;
    }
  }

  private composePage(): Promise<ComposedEvent[]> {
    return this.database.transaction(
      async () => {
        const waiting = await this.events.lockUncomposed(PAGE);
        if (waiting.length === 0) return [];
        // Read once the events are locked: a story that changes from here on has to wait to say so.
        const stories = await this.events.storiesOf(waiting.map((event) => event.ref));
        const composed = waiting.map((event) => this.compose(event, stories.get(event.ref) ?? []));
        await this.events.saveComposed(composed, this.clock.now());
        return composed;
      },
      { retries: 3 },
    );
  }

  /** An event that breaks the composing is kept without a composite: it must not hold up the others for ever. */
  private compose(event: UncomposedEvent, stories: readonly EventStoryRecord[]): ComposedEvent {
    const nothing = { ...event, representativeRef: null, developedAt: null, composite: null, error: null };
    if (stories.length === 0) return nothing;
    try {
      const representative = representativeOf(stories.map(compositeSourceOf));
      const developedAt = developmentsOf(stories).at(-1)?.at;
      const composite = this.verified(event, stories);
      return {
        ...event,
        representativeRef: stories.find((story) => story.id === representative)?.ref ?? null,
        developedAt: developedAt === undefined ? null : new Date(developedAt),
        ...composite,
      };
    } catch (error) {
      return {
        ...nothing,
        error: this.refuse(event, error instanceof Error ? error.message : String(error)),
      };
    }
  }

  private verified(
    event: UncomposedEvent,
    stories: readonly EventStoryRecord[],
  ): Pick<ComposedEvent, 'composite' | 'error'> {
    const { composite, faults } = composeVerified(event.ref, stories, (id, sources) =>
      this.read(id, sources),
    );
    return { composite, error: faults.length === 0 ? null : this.refuse(event, faults.join('; ')) };
  }

  /** Reads the stories of an event together. */
  protected read(event: string, sources: readonly CompositeSource[]): Composite | undefined {
    return composeEvent(event, sources);
  }

  private refuse(event: UncomposedEvent, reason: string): string {
    this.logger.error(`Event ${event.ref} has no composite: ${reason}`);
    return reason.slice(0, 1_000);
  }
}
