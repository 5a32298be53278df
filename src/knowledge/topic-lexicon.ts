import { AI_LEXICON } from './topic-lexicon-ai.js';
import { BUSINESS_LEXICON } from './topic-lexicon-business.js';
import type { TopicLexicon } from './topic-lexicon-format.js';
import { INDUSTRIES_LEXICON } from './topic-lexicon-industries.js';
import { SOFTWARE_LEXICON } from './topic-lexicon-software.js';
import type { TOPICS } from './topics.js';

/** The words of all 61 topics. */
export const TOPIC_LEXICON: Readonly<Record<(typeof TOPICS)[number]['id'], TopicLexicon>> = {
  ...AI_LEXICON,
  ...SOFTWARE_LEXICON,
  ...BUSINESS_LEXICON,
  ...INDUSTRIES_LEXICON,
};
