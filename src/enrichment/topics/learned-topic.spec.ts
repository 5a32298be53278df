import { createEntityLinker } from '../entities/entities.js';
import { FeatureHasher } from './hashed-features.js';
import { LEARNED_BITS, LearnedTopic, learnTopic } from './learned-topic.js';
import { createTeamTagger } from './team-tagger.js';
import { wordsOfStory } from './topic-signs.js';
import { CHEESE, OTHER } from '../../../test/support/cheese-words.js';

const linker = createEntityLinker();
const pick = (words: readonly string[], n: number) => words[n % words.length]!;
const cheese = (n: number) => ({
  id: `c${n}`,
  title: `Maker tends ${pick(CHEESE, n)} and ${pick(CHEESE, n + 3)}`,
  text: `The ${pick(CHEESE, n + 1)} of the cheese needs ${pick(CHEESE, n + 4)} and ${pick(CHEESE, n + 7)} in spring.`,
});
const other = (n: number) => ({
  id: `o${n}`,
  title: `Town repairs ${pick(OTHER, n)} near ${pick(OTHER, n + 3)}`,
  text: `The ${pick(OTHER, n + 1)} of the town needs paint, ${pick(OTHER, n + 4)} and ${pick(OTHER, n + 7)} in autumn.`,
});
const list = <T>(from: number, to: number, make: (n: number) => T) =>
  Array.from({ length: to - from }, (_, at) => make(from + at));

const topic = { id: 'cheese', name: 'Cheese', definition: 'Its making', terms: ['cheese', 'curd'] };
const stories = [...list(10, 30, cheese), ...list(0, 180, other)];
const model = learnTopic(topic, list(0, 5, cheese), stories, linker);

describe('learnTopic', () => {
  const hasher = new FeatureHasher(LEARNED_BITS);
  const learned = new LearnedTopic(topic, model, linker);
  const judge = (story: { id: string; title: string; text?: string }) =>
    learned.judge(story, wordsOfStory(story, hasher));

  it('finds the other stories of the topic from five, and not the rest', () => {
    const own = list(30, 50, cheese).filter((story) => judge(story).confidence >= 0.5);
    const wrong = list(200, 300, other).filter((story) => judge(story).confidence >= 0.5);
    expect(own.length).toBeGreaterThanOrEqual(18);
    expect(wrong.length).toBeLessThanOrEqual(2);
  });

  it('finds a story without its terms much likelier than one of something else, and says what decided', () => {
    const { confidence, evidence } = judge({
      id: 'x',
      title: 'Maker tends rind and whey',
      text: 'The rind needs brine, rennet and whey in spring.',
    });
    expect(confidence).toBeGreaterThan(10 * judge(other(250)).confidence);
    expect(evidence.length).toBeGreaterThan(0);
    for (const words of evidence)
      expect('Maker tends rind and whey\nThe rind needs brine, rennet and whey in spring.').toContain(words);
  });

  it('learns the same every time and survives JSON', () => {
    expect(learnTopic(topic, list(0, 5, cheese), stories, linker)).toEqual(model);
    expect(JSON.parse(JSON.stringify(model))).toEqual(model);
  });

  it('bears an empty background and refuses to learn from no example', () => {
    expect(learnTopic(topic, [cheese(1)], [], linker).buckets.length).toBeGreaterThan(0);
    expect(() => learnTopic(topic, [], stories, linker)).toThrow(RangeError);
  });
});

describe('createTeamTagger', () => {
  it('gives learned topics beside the built-in ones', () => {
    const tagger = createTeamTagger([{ ...topic, model }], linker);
    expect(tagger.tag(cheese(40)).map((tag) => tag.topic)).toContain('cheese');
    expect(tagger.tag(other(240)).map((tag) => tag.topic)).not.toContain('cheese');
    const nvidia = { id: 'n', title: 'Nvidia unveils a new data centre GPU' };
    expect(tagger.tag(nvidia).map((tag) => tag.topic)).toContain('gpus-accelerators');
  });

  it('demands an entity of the type', () => {
    const demanding = [
      { ...topic, terms: ['cheese'], entityTypes: ['company'] },
      { ...topic, id: 'learned', model, entityTypes: ['company'] },
    ];
    const tagger = createTeamTagger(demanding, linker);
    const own = new Set(['cheese', 'learned']);
    const given = (title: string) =>
      tagger
        .tag({ ...cheese(40), title })
        .map((tag) => tag.topic)
        .filter((id) => own.has(id));
    expect(given('Cheese: curd and rind')).toEqual([]);
    expect(given('Microsoft makes cheese of curd and rind')).toEqual(
      expect.arrayContaining(['cheese', 'learned']),
    );
  });
});
