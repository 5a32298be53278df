import { readAboutLine, type TextReader } from './about-line.js';

const silent: TextReader = { topics: () => [], entities: () => [] };

describe('line about oneself', () => {
  it.each([
    [
      'Runs Kubernetes clusters and capacity planning at a regional cloud provider',
      'hyperscale-infrastructure',
    ],
    ['Owns a card and wallet product at a payments company', 'banking-payments'],
    ['Supply-chain director of a car-parts maker', 'supply-chain-logistics'],
    ['Counsel for copyright and licensing', 'litigation-ip'],
    ['SELLS ENDPOINT SECURITY', 'cybersecurity'],
    ['Leads marketing at a network-security vendor', 'cybersecurity'],
    ['Buys electronics for a maker of lifts', 'semiconductors'],
    ['Writes braking software at a carmaker', 'automotive-ev'],
    ['Purchases wheat and palm oil', 'agriculture-food'],
    ['Buys energy for a hospital group', 'energy-oil-gas'],
  ])('%s', (line, topic) => {
    expect(readAboutLine(line).topics[topic]).toBeGreaterThanOrEqual(0.6);
  });

  it('takes the longer of two phrases over the same words', () => {
    const { topics } = readAboutLine('Data team of a retail bank');
    expect(topics['banking-payments']).toBe(1);
    expect(topics['retail-ecommerce']).toBeUndefined();
  });

  it.each([
    ['Covers climate policy for a newspaper', 'media-entertainment'],
    ['Purchases wheat and palm oil', 'energy-oil-gas'],
    ['Leads marketing at a network-security vendor', 'enterprise-software'],
    ['Recruits for a design studio', 'media-entertainment'],
  ])('does not read more than it says: %s', (line, topic) => {
    expect(readAboutLine(line).topics[topic]).toBeUndefined();
  });

  it('does not take an insurer for a bank', () => {
    expect(readAboutLine('Builds the claims system of an insurer').topics['banking-payments']).toBeLessThan(
      0.4,
    );
  });

  it('leaves out what the line denies', () => {
    const { topics } = readAboutLine('Covers banks, not crypto, and mining');
    expect(topics).toMatchObject({ 'banking-payments': 1, 'manufacturing-industrial': 0.9 });
    expect(topics['crypto-digital-assets']).toBeUndefined();
  });

  it('asks the news tagger only where our own phrases know nothing', () => {
    const reader: TextReader = { ...silent, topics: () => [{ topic: 'science', confidence: 1 }] };
    expect(readAboutLine('Buys castings', reader).topics['science']).toBeUndefined();
    expect(readAboutLine('Watches volcanoes', reader).topics['science']).toBeCloseTo(0.5, 12);
  });

  it('takes the names that the linker finds', () => {
    const reader: TextReader = { ...silent, entities: () => [{ entity: 'nvidia', salience: 0.8 }] };
    expect(readAboutLine('Sells to Nvidia', reader).entities).toEqual({ nvidia: 0.8 });
  });

  it.each([undefined, null, '', '  ', '🙂', ', . ;'])('makes nothing of %j', (line) => {
    expect(readAboutLine(line)).toEqual({ topics: {}, entities: {} });
  });
});
