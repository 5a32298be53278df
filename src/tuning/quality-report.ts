import { checksOf, isBlind, violationsOf, type Check, type QualityMeasures } from './quality-checks.js';
import { compositesSection } from './quality-composites.js';
import { feedsSection } from './quality-feeds.js';
import type { LearningQuality } from './quality-learning.js';
import { markdownTable, score, type Section } from './quality-format.js';
import { replaysSection } from './quality-replays.js';
import { slatesSection } from './quality-slates.js';
import { mean, type ListQuality, type ReaderTailoring, type Tailoring } from './quality-tailoring.js';
import { HEADLINE_TOPICS } from './quality-topics.js';
import { warmingsSection } from './quality-warming.js';

/** The measures as tables, for the terminal and for the document alike. No text of any story is in them. */
export function sectionsOf(measures: QualityMeasures): Section[] {
  return [
    verdicts(checksOf(measures)),
    tailoring(measures.tailoring),
    topics(measures),
    weakest(measures),
    ...(measures.learning === undefined ? [] : [learning(measures.learning)]),
    entities(measures),
    kinds(measures),
    titles(measures),
    events(measures),
    ...(measures.feeds === undefined ? [] : [feedsSection(measures.feeds)]),
    ...(measures.composites === undefined ? [] : [compositesSection(measures.composites)]),
    ...(measures.replays === undefined ? [] : [replaysSection(measures.replays)]),
    ...(measures.warmings.length === 0 ? [] : [warmingsSection(measures.warmings)]),
    slatesSection(measures.slates),
    explanations(measures),
    // Of what is to stay unseen nothing is shown.
    readers(measures.tailoring.filter(({ edition }) => !isBlind(edition))),
  ];
}

function learning({ reuters, bbc, agnews, fewBbc, fewAgnews, fewReuters }: LearningQuality): Section {
  return {
    title: 'G: learnable topics',
    text: 'The classifier of the topics that a product team adds, on corpora that nobody here labelled. Reuters: the first 80 % of the documents teach, the rest judges, over the categories that occur in both; BBC and AG News: five folds. Few examples: a topic from five random stories and two terms, beside up to 2,000 stories without labels, mean F1 over five seeds (Reuters: one); its baseline is the two terms alone. The settings of the learner were chosen while looking at these corpora, so they are not held out in the strict sense.',
    rows: [
      ['measure', 'texts', 'baseline', 'Scout'],
      [
        'micro-F1, Reuters (naive Bayes)',
        String(reuters.texts),
        score(reuters.naiveBayes.micro),
        score(reuters.scout.micro),
      ],
      [
        'macro-F1, Reuters (naive Bayes)',
        String(reuters.texts),
        score(reuters.naiveBayes.macro),
        score(reuters.scout.macro),
      ],
      ['calibration error, Reuters', String(reuters.texts), '–', score(reuters.calibration)],
      ['accuracy, BBC (naive Bayes)', String(bbc.texts), score(bbc.naiveBayes), score(bbc.scout)],
      [
        'accuracy, AG News (naive Bayes)',
        String(agnews.texts),
        score(agnews.naiveBayes),
        score(agnews.scout),
      ],
      [
        'F1 from few examples, BBC (terms alone)',
        String(bbc.texts),
        score(fewBbc.termsAlone),
        score(fewBbc.f1),
      ],
      [
        'F1 from few examples, AG News (terms alone)',
        String(agnews.texts),
        score(fewAgnews.termsAlone),
        score(fewAgnews.f1),
      ],
      [
        'F1 from few examples, Reuters, 26 categories (terms alone)',
        String(reuters.texts),
        score(fewReuters.termsAlone),
        score(fewReuters.f1),
      ],
    ],
  };
}

/** The document `docs/quality.md`: the same measures give the same text, formatted as Prettier does. */
export function markdownOf(measures: QualityMeasures): string {
  const head = `# Quality on the development data

Written by \`npm run quality\`; do not edit. The data is not part of the repository, because its texts belong to their publishers: \`SCOUT_DATA\` names its folder, and this document holds ids and figures only. Every figure stands beside baselines of the same run. The readers and editions are few (standard errors are given), and the words and priors were written with these editions at hand, so other editions come out lower: those whose name begins with b were labelled here by annotators who saw nothing of what Scout makes of them (test/quality/blind).`;
  const sections = sectionsOf(measures).map(
    ({ title, text, rows }) => `## ${title}\n\n${text}\n\n${markdownTable(rows)}`,
  );
  return `${[head, ...sections].join('\n\n')}\n`;
}

function share(value: number): string {
  const percent = Math.round(100 * value);
  return `${percent > 0 ? '+' : percent < 0 ? '−' : ''}${Math.abs(percent)} %`;
}

function verdicts(checks: readonly Check[]): Section {
  const shown = (value: number | null, unit: Check['unit']): string =>
    value === null ? '–' : unit === 'count' ? String(value) : unit === 'share' ? share(value) : score(value);
  return {
    title: 'Floors and goals',
    text: 'A broken floor fails the command. Where less is better, floor and goal are upper bounds.',
    rows: [
      ['', 'figure', 'value', 'floor', 'goal', 'state'],
      ...checks.map((check) => [
        check.protocol,
        check.what,
        shown(check.value, check.unit),
        shown(check.floor, check.unit),
        shown(check.goal, check.unit),
        check.state,
      ]),
    ],
  };
}

function tailoring(editions: readonly Tailoring[]): Section {
  const row = (edition: string, ranker: string, { ndcg, precision, recall }: ListQuality): string[] => [
    edition,
    ranker,
    score(ndcg),
    score(precision),
    score(recall),
  ];
  return {
    title: 'T: tailored to role and industry',
    text: `${counts(editions)}. Readers without behaviour, graded by hand from 0 to 3; as of 07:00 UTC on the later day. nDCG with gain 2^grade − 1, mean over the readers (standard errors ${editions.map((one) => score(one.standardError)).join(', ')}); precision of grade 2 or more; recall of grade 3. Ties count as their expectation.`,
    rows: [
      ['edition', 'ranker', 'nDCG@10', 'precision@10', 'recall@10'],
      ...editions.flatMap(({ edition, scout, baselines }) => [
        row(edition, 'random order', baselines.random),
        row(edition, 'best list that is the same for everyone', baselines.bestCommonList),
        row(edition, "BM25 with the reader's description", baselines.bm25),
        row(edition, '**Scout**', scout),
      ]),
    ],
  };
}

function counts(editions: readonly Tailoring[]): string {
  return editions.map((one) => `${one.edition}: ${one.readers} readers, ${one.stories} stories`).join('; ');
}

function topics({ topics: editions }: QualityMeasures): Section {
  return {
    title: 'G: topics',
    text: 'Micro-F1 over sets of topics; F1 of each headline topic (– where no story has it). b1, b2, b4 and b5 are editions and bs1 a random sample of the corpora that were labelled blind and then taken to broaden the words; b3, b6 and bs2 were labelled likewise and never looked at, so they are the fair figures. Calibration is the expected calibration error in ten bins, over the topics given and over all with a confidence of .05 or more.',
    rows: [
      ['', ...editions.map((one) => one.edition)],
      ['stories', ...editions.map((one) => String(one.stories))],
      [
        'micro-F1, always the most frequent topic',
        ...editions.map((one) => score(one.baselines.mostFrequentTopic)),
      ],
      [
        'micro-F1, nearest definition (TF-IDF)',
        ...editions.map((one) => score(one.baselines.nearestDefinition)),
      ],
      ['**micro-F1, Scout**', ...editions.map((one) => score(one.micro.f1))],
      ['precision', ...editions.map((one) => score(one.micro.precision))],
      ['recall', ...editions.map((one) => score(one.micro.recall))],
      ...HEADLINE_TOPICS.map((topic) => [
        `F1, ${topic}`,
        ...editions.map((one) => (one.headline[topic] === null ? '–' : score(one.headline[topic].f1))),
      ]),
      ['F1, mean of the headline topics', ...editions.map((one) => score(one.headlineMean))],
      ['calibration error, topics given', ...editions.map((one) => score(one.calibration.given))],
      ['calibration error, all considered', ...editions.map((one) => score(one.calibration.considered))],
    ],
  };
}

function weakest({ weakestTopics }: QualityMeasures): Section {
  return {
    title: 'Weakest topics',
    text: 'Over e1, e2 and t1 together; topics that at least five of them have.',
    rows: [
      ['topic', 'F1', 'precision', 'recall', 'stories'],
      ...weakestTopics.map(({ topic, f1 }) => [
        topic,
        score(f1.f1),
        score(f1.precision),
        score(f1.recall),
        String(f1.support),
      ]),
    ],
  };
}

function entities({ entities: one }: QualityMeasures): Section {
  return {
    title: 'N: names of companies, products and people',
    text: 'Mentions drawn at random from what the linker found in the unlabelled corpora and judged one by one; the stories are linked again, and what is found at the same place counts. Mistakes that were seen have been mended since, so the precision when they were judged is the fairer figure.',
    rows: [
      ['mentions judged', 'precision when judged', 'still found', 'of them right', 'precision now'],
      [
        String(one.verdicts),
        thousandths(one.precisionWhenJudged),
        String(one.produced),
        String(Math.round(one.precision * one.produced)),
        thousandths(one.precision),
      ],
    ],
  };
}

function kinds({ kinds: samples }: QualityMeasures): Section {
  return {
    title: 'K: kinds of fact',
    text: 'Random samples of the unlabelled corpora, labelled before anything was measured by the person who then improved the cues; a court case counts as law. The cues were improved on sample a (micro-F1 .56 before) and later on 250 stories that are not shown. Samples b and c were read for their labels only: b was .61 before and .69 at the first look, c .65 before and .73 at the first look, or .70 without some thirty of the new words that its headlines may have suggested to whoever labelled it. c is drawn without regard to the corpus, so nearly half of it is general news. Baseline: the most frequent kind for all.',
    rows: [
      ['sample', 'kind', 'stories', 'given', 'precision', 'recall', 'F1', 'baseline'],
      ...samples.flatMap(({ sample, stories, micro, baseline, byKind }) => [
        [sample, '**all**', String(stories), '–', ...f1Cells(micro), score(baseline)],
        ...byKind.map((one) => [
          ...[sample, one.kind, String(one.f1.support), String(one.given)],
          ...[...f1Cells(one.f1), '–'],
        ]),
      ]),
    ],
  };
}

function f1Cells({ precision, recall, f1 }: Record<'precision' | 'recall' | 'f1', number>): string[] {
  return [precision, recall, f1].map(score);
}

function thousandths(value: number): string {
  return value.toFixed(3).replace(/^0\./, '.');
}

function titles({ titles: lists }: QualityMeasures): Section {
  return {
    title: 'F: free text',
    text: 'Titles and names from public lists (O*NET, LinkedIn, NAICS) with sentences of our own, each with the ids that a careful reader would accept. Where the match is unsure, the reader is asked.',
    rows: [
      ['', 'texts', 'right', 'unsure', 'right where sure'],
      ...lists.map((one) => [
        one.of,
        String(one.titles),
        score(one.right),
        score(1 - one.sure),
        score(one.rightWhereSure),
      ]),
    ],
  };
}

function events({ events: one, pairs }: QualityMeasures): Section {
  return {
    title: 'E: same event',
    text: `B-cubed over ${one.stories} headlines of ${one.events} events; pairwise on the labelled editions, reported only. The baseline's threshold is the best on this very file.`,
    rows: [
      ['', 'precision', 'recall', 'F1'],
      [
        `greedy TF-IDF centroids (threshold ${score(one.baseline.threshold)})`,
        ...[one.baseline.score.precision, one.baseline.score.recall, one.baseline.score.f1].map(score),
      ],
      ['**Scout**', ...[one.scout.precision, one.scout.recall, one.scout.f1].map(score)],
      ...pairs.map((pair) => [
        `pairs of ${pair.edition} (${pair.pairs})`,
        ...[pair.score.precision, pair.score.recall, pair.score.f1].map(score),
      ]),
    ],
  };
}

function explanations({ explanations: editions }: QualityMeasures): Section {
  return {
    title: 'X: explanations',
    text: `Every reader with every story, under the default weights and three sets of random ones. Violations: ${editions.reduce((sum, one) => sum + violationsOf(one), 0)}.`,
    rows: [
      ['invariant', 'edition', 'checked', 'violations'],
      ...editions.flatMap((one) =>
        (
          [
            ['contributions add up to the score within 1e-9', one.sums],
            ['without the tag that a reason names the story stands no higher', one.reasons],
            ['the same inputs and seed give the same briefing', one.repeats],
            ['a muted topic is gone', one.mutes],
            ['following a topic lowers no story', one.follows],
          ] as const
        ).map(([name, count]) => [name, one.edition, String(count.checked), String(count.violations)]),
      ),
    ],
  };
}

function readers(editions: readonly Tailoring[]): Section {
  const all = new Set(editions.flatMap((one) => one.byReader.map(({ reader }) => reader)));
  return {
    title: 'Readers of T',
    text: 'nDCG@10 of each reader, and the relevant stories that lose most by their place: id, grade, our rank and the topics that we gave.',
    rows: [
      ['reader', 'mean', 'edition', 'nDCG@10', 'worst placed'],
      ...[...all].sort().flatMap((reader) => {
        const own = editions.flatMap((edition) =>
          edition.byReader.filter((one) => one.reader === reader).map((one) => ({ edition, one })),
        );
        const overall = score(mean(own.map(({ one }) => one.ndcg)));
        return own.map(({ edition, one }) => [
          reader,
          overall,
          edition.edition,
          score(one.ndcg),
          worstOf(one),
        ]);
      }),
    ],
  };
}

function worstOf({ worst }: ReaderTailoring): string {
  return worst
    .map(
      ({ id, grade, rank, topics: given }) =>
        `${id} (${grade}, ${rank === null ? 'removed' : `${rank}.`}${given.length === 0 ? '' : `, ${given.join(' ')}`})`,
    )
    .join('; ');
}
