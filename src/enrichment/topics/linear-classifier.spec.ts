import { FeatureHasher } from './hashed-features.js';
import { LinearClassifier, trainClassifier } from './linear-classifier.js';

const SUBJECTS = {
  bread: 'Baker kneads dough for a rye loaf in the oven with yeast and flour',
  boats: 'Sailor steers the ferry into the harbour past buoys on a rising tide',
  maths: 'Lecturer proves a theorem about primes with a lemma and two integrals',
};
const documents = Array.from({ length: 120 }, (_, n) => {
  const [label, text] = Object.entries(SUBJECTS)[n % 3]!;
  const words = text.split(' ');
  return { text: `Notes number ${n}\n${words.slice(n % 4).join(' ')} on day ${n}`, labels: [label] };
});

describe('trainClassifier', () => {
  const classifier = trainClassifier(documents);

  it('gives the one label, with a probability, where every text had one', () => {
    expect(classifier.predict('A rye loaf from the oven')).toEqual(['bread']);
    const [first, second] = classifier.scores('The ferry enters the harbour at high tide');
    expect(first).toMatchObject({ label: 'boats' });
    expect(first!.confidence).toBeGreaterThan(0.5);
    expect(second!.confidence).toBeLessThan(0.5);
  });

  it('gives several labels, or none, where texts had several or none', () => {
    const mixed = [
      ...documents,
      ...documents.slice(0, 60).map((document, at) => {
        const other = documents[at + 1]!;
        return { text: `${document.text}. ${other.text}`, labels: [...document.labels, ...other.labels] };
      }),
      ...Array.from({ length: 40 }, (_, n) => ({ text: `Council paints bench ${n} green`, labels: [] })),
    ];
    const several = trainClassifier(mixed);
    expect(several.predict(`${SUBJECTS.bread}. ${SUBJECTS.boats}`).sort()).toEqual(['boats', 'bread']);
    expect(several.predict('Council paints a bench green')).toEqual([]);
  });

  it('learns the same every time and survives JSON', () => {
    const text = 'Flour, yeast and a harbour';
    expect(trainClassifier(documents).scores(text)).toEqual(classifier.scores(text));
    const stored = JSON.parse(JSON.stringify(classifier)) as ReturnType<typeof classifier.toJSON>;
    expect(LinearClassifier.fromJSON(stored).scores(text)).toEqual(classifier.scores(text));
  });

  it('bears empty, endless and foreign texts, and refuses to learn from nothing', () => {
    for (const text of ['', '🙂🙂', 'a'.repeat(1_000_000), 'x y '.repeat(300_000), 'Ελλάδα 日本']) {
      for (const { confidence } of classifier.scores(text)) expect(Number.isFinite(confidence)).toBe(true);
    }
    expect(() => trainClassifier([])).toThrow(RangeError);
    expect(() => trainClassifier([{ text: 'a', labels: [] }])).toThrow(RangeError);
  });
});

describe('FeatureHasher', () => {
  const hasher = new FeatureHasher(18);
  const ids = (text: string) => [...hasher.features(text).ids];

  it('joins cases, plurals and numbers, and keeps words apart', () => {
    expect(ids('Profits')).toEqual(ids('profit'));
    expect(ids('glass')).not.toEqual(ids('glas'));
    expect(ids('12')).toEqual(ids('999'));
    expect(ids('5g')).not.toEqual(ids('12'));
  });

  it('knows where each word and pair stands, and weighs the headline', () => {
    const text = 'Red boats\nred sails';
    const { counts, starts, ends } = hasher.features(text);
    expect(Array.from(starts, (start, at) => text.slice(start, ends[at]))).toEqual([
      'Red',
      'boats',
      'Red boats',
      'boats\nred',
      'sails',
      'red sails',
    ]);
    expect([...counts]).toEqual([4, 3, 3, 1, 1, 1]);
  });
});
