import type { IndustryId } from './industries.js';
import type { RoleId } from './roles.js';
import type { TopicId } from './topics.js';

/** Roles that follow other people's industries: a line such as 'covers drug makers' says what they read, and what they don't. */
export const BEAT_ROLES: readonly RoleId[] = ['investor-analyst', 'journalist-analyst', 'consultant'];

/** Employers of such people: the house is a bank or a newspaper, the subject is elsewhere. */
export const BEAT_INDUSTRIES: readonly IndustryId[] = [
  'capital-markets',
  'media-entertainment',
  'professional-services',
];

/** Topics that belong to everybody who works with money, law or people, whatever the beat. All others are beats. */
export const TOPICS_OF_EVERY_BEAT: readonly TopicId[] = [
  'earnings',
  'mergers-acquisitions',
  'ipos-capital-markets',
  'venture-funding',
  'financial-markets',
  'macroeconomy',
  'partnerships-deals',
  'executive-moves',
  'layoffs-restructuring',
  'hiring',
  'future-of-work',
  'regulation-policy',
  'antitrust-competition',
  'litigation-ip',
  'trade-export-controls',
  'geopolitics',
  'enterprise-ai-adoption',
  'shopping-deals',
  'personal-finance',
];

/** Topics that are somebody's trade in every field: who names them beside such a role tells nothing new. */
export const TOPICS_OF_A_TRADE: readonly TopicId[] = [
  'regulation-policy',
  'antitrust-competition',
  'litigation-ip',
  'hiring',
  'future-of-work',
  'layoffs-restructuring',
  'executive-moves',
  'enterprise-ai-adoption',
];

/** Roles whose craft is the same in every house: what they build, run, search or draw, not what the house trades in. */
export const CRAFT_ROLES: readonly RoleId[] = [
  'software-engineer',
  'ml-engineer',
  'data-engineer',
  'platform-engineer',
  'security-engineer',
  'hardware-engineer',
  'data-center-operations',
  'research-scientist',
  'designer',
  'engineering-manager',
  'cto-cio',
];

/** Matters of money, law, states and supply: the business of the house, which its managers watch for those of a craft. */
export const TOPICS_OF_BUSINESS: readonly TopicId[] = [
  'earnings',
  'mergers-acquisitions',
  'ipos-capital-markets',
  'financial-markets',
  'macroeconomy',
  'partnerships-deals',
  'regulation-policy',
  'antitrust-competition',
  'litigation-ip',
  'trade-export-controls',
  'geopolitics',
  'supply-chain-logistics',
];
