import type { INestApplicationContext } from '@nestjs/common';
import { AssemblyService } from '../../briefings/assembly.service.js';
import { BriefingRepository } from '../../briefings/briefing.repository.js';
import { CandidatePoolsService } from '../../briefings/candidate-pools.service.js';
import { DeliveryRepository } from '../../briefings/delivery.repository.js';
import { DevelopmentsService } from '../../briefings/developments.service.js';
import { DigestService } from '../../briefings/digest.service.js';
import { ReaderPage, ReaderRankingService } from '../../briefings/reader-ranking.service.js';
import { EngagementService } from '../../engagement/engagement.service.js';
import { dailyBriefing } from '../../ranking/daily-briefing.js';
import { ReadersService } from '../../readers/readers.service.js';
import { Progress, table } from '../output.js';
import type { Meter } from './digest-meter.js';

/** Processor time of one stage, microseconds a briefing. */
export interface DigestStage {
  readonly name: string;
  readonly nodeMicros: number;
  readonly databaseMicros: number;
}

/** Where the processor time goes. */
export function stageTable(stages: readonly DigestStage[]): string {
  return table([
    ['stage, µs of CPU a briefing', 'Node', 'PostgreSQL'],
    ...stages.map((stage) => [stage.name, stage.nodeMicros, stage.databaseMicros]),
  ]);
}

/** What is part of which stage; a stage that is called by another is taken off it. */
const STAGES = [
  'claim',
  'pool',
  'lock',
  'readers',
  'behaviour',
  'learn',
  'told',
  'rank',
  'store',
  'settle',
] as const;
type StageName = (typeof STAGES)[number];

interface Used {
  node: number;
  database: number;
}

/**
 * A tick and its pages one after the other in this process, so that the processor time between the beginning and the end of a
 * stage is that stage's. What is left over, encoding among it, is the rest.
 * @returns the stages, and the whole by itself
 */
export async function measureStages(
  app: INestApplicationContext,
  meter: Meter,
): Promise<{ readonly briefings: number; readonly stages: readonly DigestStage[] }> {
  const used = new Map<StageName, Used>(STAGES.map((name) => [name, { node: 0, database: 0 }]));
  const now = (): Used => ({ node: nodeSeconds(), database: meter.databaseSeconds() });
  const open: { name: StageName; inner: Used }[] = [];
  const restore: (() => void)[] = [];

  const begin = (name: StageName): (() => void) => {
    const stage = { name, inner: { node: 0, database: 0 } };
    const from = now();
    open.push(stage);
    return () => {
      open.pop();
      const to = now();
      const all = { node: to.node - from.node, database: to.database - from.database };
      const sum = used.get(name)!;
      sum.node += all.node - stage.inner.node;
      sum.database += all.database - stage.inner.database;
      const outer = open.at(-1)?.inner;
      if (outer === undefined) return;
      outer.node += all.node;
      outer.database += all.database;
    };
  };
  const wrap = (target: object, method: string, name: StageName): void => {
    const methods = target as Record<string, (...args: unknown[]) => unknown>;
    const original = methods[method]!;
    methods[method] = function (this: unknown, ...args: unknown[]): unknown {
      const end = begin(name);
      const result = original.apply(target, args);
      if (result instanceof Promise) return result.finally(end);
      end();
      return result;
    };
    restore.push(() => (methods[method] = original));
  };

  wrap(app.get(CandidatePoolsService), 'at', 'pool');
  wrap(app.get(DeliveryRepository), 'lockPage', 'lock');
  wrap(app.get(ReadersService), 'briefed', 'readers');
  wrap(app.get(EngagementService), 'behaviourOf', 'behaviour');
  wrap(app.get(ReaderRankingService), 'open', 'learn');
  wrap(app.get(DevelopmentsService), 'deliveredTo', 'told');
  wrap(app.get(BriefingRepository), 'insertMissing', 'store');
  wrap(app.get(DeliveryRepository), 'settle', 'settle');
  // Called for each reader, so the clock must be cheap: the wall's, which is the processor's where nothing is waited for.
  const rank = timed(dailyBriefing, 'rank');
  const learn = timed(ReaderPage.prototype, 'compiled');
  restore.push(rank.restore, learn.restore);

  try {
    const start = now();
    const claimed = begin('claim');
    const { pages } = await app.get(DigestService).tick();
    claimed();
    const progress = new Progress('stages', pages.length);
    let briefings = 0;
    for (const [i, page] of pages.entries()) {
      briefings += await app.get(AssemblyService).assemblePage(page);
      progress.at(i + 1);
    }
    progress.end();
    const end = now();
    used.get('rank')!.node = rank.seconds();
    used.get('learn')!.node += learn.seconds();
    const whole = { node: end.node - start.node, database: end.database - start.database };
    const known = [...used.values()];
    const rest = {
      node: whole.node - known.reduce((sum, one) => sum + one.node, 0),
      database: whole.database - known.reduce((sum, one) => sum + one.database, 0),
    };
    const micros = (seconds: number): number => Math.round((1e7 * seconds) / briefings) / 10;
    return {
      briefings,
      stages: [...used, ['encode and the rest', rest] as const, ['the whole', whole] as const].map(
        ([name, { node, database }]) => ({
          name,
          nodeMicros: micros(node),
          databaseMicros: micros(database),
        }),
      ),
    };
  } finally {
    for (const undo of restore) undo();
  }
}

function nodeSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Sums up the processor time of this thread within a method that waits for nothing. */
function timed<Name extends string>(
  target: Record<Name, (...args: never[]) => unknown>,
  method: Name,
): { seconds: () => number; restore: () => void } {
  const original = target[method];
  let micros = 0;
  target[method] = function (this: unknown, ...args) {
    const from = process.threadCpuUsage();
    const result = original.apply(this, args);
    const { user, system } = process.threadCpuUsage(from);
    micros += user + system;
    return result;
  };
  return { seconds: () => micros / 1e6, restore: () => (target[method] = original) };
}
