import { reasonText } from '../briefings/reason-text.js';
import type { RankedItem } from '../ranking/pipeline.js';
import {
  DEFAULT_PROFILE,
  type FeatureGroup,
  type Knob,
  RULE_NAMES,
  type RuleName,
  RULES,
  WEIGHT_NAMES,
  type WeightName,
  WEIGHTS,
} from '../ranking/ranking-profile.js';
import { demoScene, type Doubling, doublings, listOf, meanMove, type Scene } from './ranking-picture-data.js';
import { doublingInWords, overviewInWords, overviewPicture, slopePicture } from './ranking-picture.js';

/** The generated parts of `docs/ranking.md` by the name of their markers, and its pictures by file name. */
export interface RankingDocument {
  readonly blocks: Readonly<Record<string, string>>;
  readonly pictures: Readonly<Record<string, string>>;
}

/** When to turn a weight, for somebody who has not read the code. */
const TURN_WEIGHT: Readonly<Record<WeightName, string>> = {
  bias: 'Moves every story alike, so never the order. Lower it, or raise `minScore`, where thin days bring weak stories',
  roleRelevance:
    'Up where new readers say “not my job”; down where colleagues in one role want different things',
  industryRelevance: 'Up for a product of one trade; down where readers work across trades',
  topicAffinity: 'Up where readers follow topics and miss them; down where lists circle around one topic',
  entityAffinity:
    'Up for readers who watch companies (investors, sales); nothing for readers who follow none',
  contentSimilarity: 'Up for “more like what I read”; down where readers complain of sameness',
  importance: 'Up where readers learn of the big event elsewhere; down in a narrow specialist product',
  livePopularity: 'Up where there are many readers and the day moves fast; no effect before anybody clicks',
  momentum: 'Up for a feed that is read all day; leave it low for one briefing in the morning',
  freshness: 'Up where yesterday’s stories stand on top; down for a weekly list',
  sourceQuality: 'Up where there are weak sources in the mix; no effect where all are about as good',
  seenPenalty: 'Up where readers see the same story twice or miss what came of a story they read',
  editorialBoost: 'The reach of the team’s own rules: at the default, a boost of 1 is one logit',
};

const TURN_RULE: Readonly<Record<RuleName, string>> = {
  windowHours: 'Longer for a weekly list, or where sources are few',
  firstPass: 'Larger only with very large pools; costs time',
  minScore: 'Up where readers had rather have five good stories than ten',
  relevanceTradeOff: 'Down for more variety',
  calibration: 'Up where one strong topic pushes out the reader’s others',
  maxPerSource: 'Down where one outlet fills lists; up with few sources',
  maxPerTopic: 'Down for more variety, up for specialists',
  minMustKnow: '0 for a product of pure interests; 2 or 3 for general news',
  mustKnowImportance: 'Up where “must-know” is said too easily',
  exploringSlots: '0 where every slot is promised; what is never shown is then never judged',
  residualBound: '0 to let nothing but the weights speak; `scout replay` shows what more freedom buys',
  learnedWeights: '0 where the weights shall be exactly as they were set',
};

/** Weights by what they read, as the pictures show them. */
const PICTURES = [
  {
    file: 'ranking-stated.svg',
    title: 'What the reader said, or reads about',
    weights: ['roleRelevance', 'industryRelevance', 'topicAffinity', 'entityAffinity'],
  },
  {
    file: 'ranking-behaviour.svg',
    title: 'What the reader and others did',
    weights: ['contentSimilarity', 'livePopularity', 'momentum', 'seenPenalty'],
  },
  {
    file: 'ranking-story.svg',
    title: 'What the story is, and what the team wants',
    weights: ['importance', 'freshness', 'sourceQuality', 'editorialBoost'],
  },
] as const satisfies readonly { file: string; title: string; weights: readonly FeatureGroup[] }[];

const OVERVIEW = 'ranking-overview.svg';

/** Tables and pictures of the page about ranking, from the code and the demo's invented stories. */
export function rankingDocument(): RankingDocument {
  const scene = demoScene();
  const rows = doublings(scene);
  const shown = PICTURES.map(({ file, title, weights }) => {
    const own = weights.map((weight) => rows.find((row) => row.weight === weight)!);
    return { file, title, rows: own };
  });
  return {
    blocks: {
      example: exampleTable(scene),
      weights: knobTable('weight', WEIGHT_NAMES, WEIGHTS, TURN_WEIGHT),
      rules: knobTable('rule', RULE_NAMES, RULES, TURN_RULE),
      pictures: [
        `${movedMost(rows)}\n`,
        `![${overviewInWords(rows)}](${OVERVIEW})\n`,
        ...shown.map((one) => `![${one.title}. ${one.rows.map(doublingInWords).join(' ')}](${one.file})\n`),
      ].join('\n'),
    },
    pictures: {
      [OVERVIEW]: overviewPicture(rows),
      ...Object.fromEntries(shown.map((one) => [one.file, slopePicture(one.title, one.rows)])),
    },
  };
}

/** Which weights moved most and which nothing, in a sentence. */
function movedMost(rows: readonly Doubling[]): string {
  const means = rows
    .map(({ weight, lists }) => ({
      weight,
      mean: lists.reduce((sum, pair) => sum + meanMove(pair), 0) / lists.length,
    }))
    .sort((a, b) => b.mean - a.mean);
  const most = means.slice(0, 3).map(({ weight, mean }) => `\`${weight}\` (${mean.toFixed(2)})`);
  const still = means.filter(({ mean }) => mean === 0).map(({ weight }) => `\`${weight}\``);
  const none = still.length === 0 ? '' : ` Nothing moves with ${still.join(' and ')}.`;
  return `Most moves, in places a story on average, with ${most.slice(0, -1).join(', ')} and ${most.at(-1)!}.${none}`;
}

/** The first story of the last reader: every summand that is not 0, and their sum. */
function exampleTable(scene: Scene): string {
  const at = scene.readers.length - 1;
  const { name, work } = scene.readers[at]!;
  const item = listOf(scene, at, DEFAULT_PROFILE)[0]!;
  let exact = 0;
  let shown = 0;
  const rows = summands(item).map(({ group, value, weight }) => {
    // Each is what the rounded running sum grows by, so that the column adds up as it stands.
    exact += value;
    const part = Number(exact.toFixed(3)) - shown;
    shown += part;
    const factors = group === 'bias' ? ' | ' : `${decimal(value / weight)} | ${weight}`;
    return `| \`${group}\` | ${factors} | ${decimal(part)} |`;
  });
  return [
    `“${scene.stories.get(item.id)!.title}”, first on the list of ${name} (${work}):`,
    '',
    '| summand | feature φ | weight w | w · φ |',
    '|---|---:|---:|---:|',
    ...rows,
    `| **score z** | | | **${decimal(item.score)}** |`,
    '',
    `What he reads under it: ${item.reasons.map((reason) => `“${reasonOf(reason, item.id, scene, at)}”`).join(' and ')}.`,
    '',
  ].join('\n');
}

/** The summands of a score that are not 0, as the API gives them. */
function summands({ contributions }: RankedItem): { group: WeightName; value: number; weight: number }[] {
  return WEIGHT_NAMES.map((group) => {
    return { group, value: contributions[group], weight: DEFAULT_PROFILE.weights[group] };
  }).filter(({ value }) => value !== 0);
}

function reasonOf(reason: RankedItem['reasons'][number], id: string, scene: Scene, at: number): string {
  const story = scene.stories.get(id)!;
  const { told } = scene.readers[at]!;
  const tellers = [...scene.stories.values()].filter((one) => one.event === story.event);
  const quoted = {
    source: story.source,
    topics: story.topics,
    figures: story.understanding.figures,
    tellers: new Set(tellers.map((one) => one.source)).size,
  };
  return reasonText(reason, quoted, told, (other) => scene.stories.get(other)?.title);
}

function knobTable<K extends string>(
  kind: string,
  names: readonly K[],
  knobs: Readonly<Record<K, Knob>>,
  turn: Readonly<Record<K, string>>,
): string {
  return [
    `| ${kind} | default | range | what it does | when to turn it |`,
    '|---|---:|---|---|---|',
    ...names.map((name) => {
      const { default: value, min, max, unit, about } = knobs[name];
      const range = `${signed(min)} to ${signed(max)}${kind === 'rule' ? ` ${unit}` : ''}`;
      return `| \`${name}\` | ${signed(value)} | ${range} | ${about} | ${turn[name]} |`;
    }),
    '',
  ].join('\n');
}

function signed(value: number): string {
  return String(value).replace('-', '−');
}

function decimal(value: number): string {
  return value.toFixed(3).replace('-', '−');
}
