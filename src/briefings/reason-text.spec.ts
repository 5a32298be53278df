import { ROLES } from '../knowledge/roles.js';
import type { Evidence } from '../ranking/stages.js';
import { FEATURE_GROUPS, type FeatureGroup } from '../ranking/ranking-profile.js';
import { evidenceName, reasonText } from './reason-text.js';

const story = {
  title: 'Norvane raises prices',
  source: 'Ledger Wire',
  topics: [{ topic: 'custom-silicon', evidence: ['Trainium', 'chip', 'wafer'] }],
  figures: [{ text: '2 GW' }, { text: '$4 billion' }],
  tellers: 1,
};
const reader = {
  role: 'hr-talent-leader',
  industry: 'semiconductors',
  followedTopics: ['custom-silicon'],
  followedEntities: ['openai'],
};
const told = (group: FeatureGroup, type: Evidence['type'], id: string, of: Partial<typeof reader> = {}) =>
  reasonText({ group, evidence: { type, id } }, story, { ...reader, ...of }, (read) =>
    read === 'read-1' ? 'What was read' : undefined,
  );

describe('a reason in words', () => {
  it('quotes two words and one figure of the story', () => {
    expect(told('topicAffinity', 'topic', 'custom-silicon')).toBe(
      'Because you follow custom silicon (Trainium, chip, 2 GW)',
    );
  });

  it('says that the reader follows only where they do', () => {
    expect(told('topicAffinity', 'topic', 'gaming')).toMatch(/^You have read about gaming/);
    expect(told('entityAffinity', 'entity', 'openai')).toBe('Because you follow OpenAI');
    expect(told('entityAffinity', 'entity', 'wells-fargo')).toBe('You have read about Wells Fargo');
  });

  it('does not say that the reader has read of a name that stands for a topic they follow', () => {
    const of = { followedTopics: ['cybersecurity'] };
    expect(told('entityAffinity', 'entity', 'cisa', of)).toBe('Close to what you follow or read: CISA');
    expect(told('entityAffinity', 'entity', 'cisa')).toBe('You have read about CISA');
  });

  it('keeps names as they are written', () => {
    expect(told('roleRelevance', 'topic', 'ai-research')).toContain(': AI research');
    expect(told('industryRelevance', 'entity', 'openai')).toBe('OpenAI matters in semiconductors');
    expect(told('industryRelevance', 'entity', 'tariffs')).toBe('For your industry, semiconductors: tariffs');
  });

  it('says a or an as English does', () => {
    for (const role of ROLES) {
      const [, article, name] = /^For your work as (an?) (.+?):/.exec(
        told('roleRelevance', 'topic', 'gaming', { role: role.id }),
      )!;
      expect([name, article]).toEqual([name, /^([aeio]|HR|ML)/i.test(name!) ? 'an' : 'a']);
    }
  });

  it('names what was read where it is known', () => {
    expect(told('contentSimilarity', 'story', 'read-1')).toBe('Like what you read: “What was read”');
    expect(told('contentSimilarity', 'story', 'gone')).toBe('Like what you have read');
  });

  it('says who read it, and of the industry only where somebody of it did', () => {
    const others = 'Read by others in semiconductors';
    expect(told('livePopularity', 'cohort', 'hr-talent-leader/semiconductors')).toBe(others);
    expect(told('livePopularity', 'cohort', 'semiconductors')).toBe(others);
    expect(told('livePopularity', 'cohort', 'everybody')).toBe('Read by others today');
  });

  it('counts those who tell it', () => {
    const evidence = { type: 'event', id: 'e' } as const;
    const many = reasonText({ group: 'importance', evidence }, { ...story, tellers: 3 }, reader);
    expect(many).toBe('Everybody will know it: told by 3 sources');
    expect(told('importance', 'event', 'e')).not.toMatch(/\d/);
  });

  it('has words for every group and every kind of evidence, also of a topic that a team added', () => {
    const types: Evidence['type'][] = ['topic', 'entity', 'kind', 'story', 'source', 'event', 'cohort'];
    for (const group of FEATURE_GROUPS) {
      for (const type of types) {
        expect(told(group, type, 'paper-boats')).toMatch(/\w{3}/);
        expect(evidenceName({ type, id: 'paper-boats' }, story)).toMatch(/\w/);
      }
    }
    expect(told('topicAffinity', 'topic', 'paper-boats')).toContain('paper boats');
  });
});
