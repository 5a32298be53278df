import { readFileSync } from 'node:fs';
import path from 'node:path';
import { TOPIC_STANDARDS, type StandardCategory } from '../../src/knowledge/topic-standards.js';
import { TOPICS } from '../../src/knowledge/topics.js';
import { sharedData } from '../support/shared-data.js';

const data = sharedData();

describe('standards of topics', () => {
  it('names at least one and at most three categories of each taxonomy for every topic, none twice', () => {
    expect(Object.keys(TOPIC_STANDARDS).sort()).toEqual(TOPICS.map(({ id }) => id).sort());
    for (const { iptc, iab } of Object.values(TOPIC_STANDARDS)) {
      for (const list of [iptc, iab]) {
        const ids = list.map(({ id }) => id);
        expect(ids.length).toBeGreaterThanOrEqual(1);
        expect(ids.length).toBeLessThanOrEqual(3);
        expect(new Set(ids).size).toBe(ids.length);
      }
    }
  });
});

if (data === undefined) {
  describe('standards of topics against the published taxonomies: ABSENT', () => {
    it('set SCOUT_DATA to compare ids and names', () => {
      console.warn('The taxonomies are absent: ids and names of the standards were not compared with them.');
      expect(data).toBeUndefined();
    });
  });
} else {
  describe('standards of topics against the published taxonomies', () => {
    it('IPTC Media Topics has every id by that name, and none is retired', () => {
      const published = mediaTopics(path.join(data, 'taxonomies', 'iptc-media-topics.json'));
      expect(all('iptc').filter(({ id, name }) => published.get(id) !== name)).toEqual([]);
    });

    it('IAB Content Taxonomy has every id by that name', () => {
      const published = contentTaxonomy(path.join(data, 'taxonomies', 'iab-content-3.1.tsv'));
      expect(all('iab').filter(({ id, name }) => published.get(id) !== name)).toEqual([]);
    });
  });
}

function all(taxonomy: 'iptc' | 'iab'): StandardCategory[] {
  return Object.values(TOPIC_STANDARDS).flatMap((standards) => standards[taxonomy]);
}

/** British names of the concepts that are in use, by id. */
function mediaTopics(file: string): Map<string, string | undefined> {
  const { conceptSet } = JSON.parse(readFileSync(file, 'utf8')) as {
    conceptSet: { qcode: string; prefLabel: Record<string, string>; retired?: string }[];
  };
  return new Map(
    conceptSet
      .filter(({ retired }) => retired === undefined)
      .map(({ qcode, prefLabel }) => [qcode, prefLabel['en-GB']]),
  );
}

function contentTaxonomy(file: string): Map<string, string | undefined> {
  const lines = readFileSync(file, 'utf8').split('\n').slice(2);
  return new Map(
    lines.map((line) => {
      const [id, , name] = line.split('\t').map((cell) => cell.trim());
      return [id ?? '', name];
    }),
  );
}
