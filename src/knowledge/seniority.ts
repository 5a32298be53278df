import type { Prior } from './role-priors.js';

/** Ladder from the first job to the board. */
export const SENIORITIES = ['junior', 'mid', 'senior', 'lead', 'director', 'executive'] as const;
export type Seniority = (typeof SENIORITIES)[number];

/** Words that people use for a rung. */
export const SENIORITY_ALIASES: Readonly<Record<string, Seniority>> = {
  intern: 'junior',
  trainee: 'junior',
  entry: 'junior',
  graduate: 'junior',
  associate: 'junior',
  assistant: 'junior',
  middle: 'mid',
  intermediate: 'mid',
  staff: 'senior',
  principal: 'senior',
  sr: 'senior',
  expert: 'senior',
  manager: 'lead',
  'team lead': 'lead',
  supervisor: 'lead',
  head: 'director',
  vp: 'executive',
  'vice president': 'executive',
  'c-level': 'executive',
  cxo: 'executive',
  chief: 'executive',
  partner: 'executive',
  founder: 'executive',
  owner: 'executive',
  board: 'executive',
};

/** Added to the role's values: the higher the rung, the less how-to and the more strategy. Small on purpose: the role says most. */
export const SENIORITY_PRIORS: Readonly<Record<Seniority, Prior>> = {
  junior: {
    topics: { 'developer-tools': 0.1, hiring: 0.1, 'mergers-acquisitions': -0.1, 'regulation-policy': -0.05 },
    kinds: { 'how-to': 0.25, guidance: -0.1, research: -0.05 },
  },
  mid: { kinds: { 'how-to': 0.1 } },
  senior: {},
  lead: { topics: { hiring: 0.05, 'future-of-work': 0.05 }, kinds: { 'how-to': -0.05 } },
  director: {
    topics: { 'future-of-work': 0.05, 'enterprise-ai-adoption': 0.05, 'executive-moves': 0.05 },
    kinds: { 'how-to': -0.15, review: -0.05 },
  },
  executive: {
    topics: {
      'mergers-acquisitions': 0.1,
      'regulation-policy': 0.1,
      'executive-moves': 0.1,
      'enterprise-ai-adoption': 0.05,
      macroeconomy: 0.05,
      geopolitics: 0.05,
      'developer-tools': -0.1,
    },
    kinds: { 'how-to': -0.25, review: -0.15, law: 0.05, guidance: 0.05 },
  },
};
