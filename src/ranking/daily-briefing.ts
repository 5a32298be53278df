import * as features from './features.js';
import * as filters from './filters.js';
import { definePipeline } from './pipeline.js';
import { select } from './rerankers.js';

/**
 * The product as a list. Candidates pass the filters, are scored by the features (weights: `ranking-profile.ts`),
 * re-ranked and assembled into slots. A new feature is one function in `features.ts`, one weight and one line here.
 */
export const dailyBriefing = definePipeline({
  filters: [
    filters.future,
    filters.tooOld,
    filters.mutedTopic,
    filters.mutedSource,
    filters.hidden,
    filters.alreadyRead,
    filters.alreadyDelivered,
  ],
  features: [
    features.roleRelevance,
    features.industryRelevance,
    features.topicAffinity,
    features.entityAffinity,
    features.contentSimilarity,
    features.importance,
    features.livePopularity,
    features.momentum,
    features.freshness,
    features.sourceQuality,
    features.seenPenalty,
    features.editorialBoost,
  ],
  rerankers: [select],
});
