import { buildCandidatePool, type PoolStory } from '../../ranking/candidate-pool.js';
import { compileReader, type CompiledReader } from '../../ranking/compiled-reader.js';
import { NO_BEHAVIOUR, type PriorVector, type RankingReader } from '../../ranking/reader.js';
import { ReaderStore } from './reader-store.js';

const plain: PriorVector = {
  topics: { chips: 0.5, law: -0.25 },
  kinds: { launch: 0.3 },
  entities: { acme: 0.4 },
};
const other: PriorVector = { topics: { law: 1 }, kinds: {}, entities: {} };
const standing = { acme: 0.5, zeta: 0.9 };
const terms = ['chip', 'power'];

function reader(id: string, changes: Partial<RankingReader['stated']> = {}): RankingReader {
  return {
    id,
    stated: {
      cohort: { role: 'designer', industry: 'gaming' },
      role: plain,
      industry: other,
      about: {
        topics: { law: 0.7 },
        entities: { zeta: 0.32, acme: 0.8 },
        companies: [{ names: standing, share: 0.56 }],
      },
      followedTopics: ['chips'],
      followedEntities: ['acme', 'zeta'],
      mutedTopics: [],
      mutedSources: ['a source'],
      ...changes,
    },
    behaviour: {
      strength: 3.3000000000000003,
      topics: new Map([
        ['chips', 0.1 + 0.2],
        ['law', -1e-300],
      ]),
      entities: new Map([['zeta', 1 / 3]]),
      sources: new Map([['a source', 0.01]]),
      readTerms: [{ story: 's1', terms, weight: 0.9999 }],
      readEvents: new Map([['e1', 1_767_858_123_456]]),
      hiddenEvents: new Set(['e2']),
      shown: new Map([['s3', 200]]),
    },
    delivered: new Map([['e2', 1_767_858_123_456.5]]),
  };
}

describe('a store of readers', () => {
  it('gives back what was put in', () => {
    const store = new ReaderStore();
    const silent = { ...reader('b'), behaviour: NO_BEHAVIOUR };
    store.put(reader('a'));
    store.put(silent);
    expect(store.get('a')).toEqual(reader('a'));
    expect(store.get('b')).toEqual(silent);
    expect(store.get('c')).toBeUndefined();
    expect(store.size).toBe(2);
  });

  it('brings a reader into a pool as if by name', () => {
    const store = new ReaderStore();
    const story = (id: string, topics: string[], entities: string[]): PoolStory => ({
      id,
      event: id.replace('s', 'e'),
      source: 'a source',
      publishedAt: 0,
      topics: topics.map((topic) => ({ topic, confidence: 1 })),
      entities: entities.map((entity) => ({ entity, salience: 0.5 })),
      kinds: [{ kind: 'launch', confidence: 1 }],
      importancePrior: 0.5,
      authority: 0.5,
      halfLifeHours: 24,
      terms,
    });
    const stories = [story('s1', ['law', 'chips'], ['zeta']), story('s2', ['art'], ['acme', 'beta'])];
    const pool = buildCandidatePool([...stories, story('s3', [], [])], 0);
    store.put(reader('a'));
    const muted = { ...reader('b', { mutedTopics: ['art', 'unknown'], followedTopics: ['nothing', 'art'] }) };
    store.put(muted);
    const told = (one: CompiledReader | undefined): unknown => ({ ...one, reader: one?.reader() });
    expect(told(store.compiled(pool, 'a'))).toEqual(told(compileReader(pool, reader('a'))));
    expect(told(store.compiled(pool, 'b'))).toEqual(told(compileReader(pool, muted)));
    store.put(reader('c', { followedTopics: ['law'] }));
    expect(told(store.compiled(pool, 'c'))).toEqual(told(compileReader(pool, store.get('c')!)));
    expect(store.compiled(pool, 'd')).toBeUndefined();
  });

  it('shares priors and terms among readers, and keeps a bent prior as what differs', () => {
    const store = new ReaderStore();
    const bent = { ...plain, topics: { ...plain.topics, law: 0.6, gaming: -0.15 } };
    store.put(reader('a'));
    store.put(reader('b', { role: bent }));
    store.put(reader('c'));
    expect(store.get('a')!.stated.role).toBe(plain);
    expect(store.get('c')!.stated.role).toBe(plain);
    expect(Object.entries(store.get('b')!.stated.role.topics)).toEqual(Object.entries(bent.topics));
    expect(store.get('c')!.behaviour.readTerms[0]!.terms).toBe(terms);
  });

  it('keeps priors apart where the bent one came first', () => {
    const store = new ReaderStore();
    const bent = { ...plain, topics: { ...plain.topics, gaming: -0.15 } };
    store.put(reader('a', { role: bent }));
    store.put(reader('b'));
    expect(store.get('a')!.stated.role).toEqual(bent);
    expect(store.get('b')!.stated.role).toBe(plain);
  });

  it('holds the last state of a reader, in a small part of what it takes as objects', () => {
    const store = new ReaderStore();
    store.put(reader('a'));
    store.put({ ...reader('a'), behaviour: NO_BEHAVIOUR });
    expect(store.get('a')!.behaviour).toEqual(NO_BEHAVIOUR);
    expect(store.bytes).toBeLessThan(100);
    store.delete('a');
    expect(store.get('a')).toBeUndefined();
  });
});
