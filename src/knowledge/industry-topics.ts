import type { IndustryId } from './industries.js';
import type { TopicId } from './topics.js';

/**
 * The topics that a company of an industry stands for, 0 to 1: whoever follows the topic wants to know what the company does,
 * whatever the story itself is tagged with. Only the industry's own subject, not all that its readers read.
 */
export const INDUSTRY_TOPICS: Readonly<Record<IndustryId, Readonly<Partial<Record<TopicId, number>>>>> = {
  'software-saas': { 'enterprise-software': 0.8 },
  'cloud-data-centers': { 'hyperscale-infrastructure': 0.9, 'cloud-platforms': 0.8 },
  'artificial-intelligence': { 'foundation-models': 0.8, 'agent-orchestration': 0.4, 'ai-assistants': 0.4 },
  semiconductors: { semiconductors: 1, 'gpus-accelerators': 0.5, 'custom-silicon': 0.5 },
  telecom: { 'networking-telecom': 1 },
  'consumer-electronics': { 'consumer-devices': 0.7 },
  cybersecurity: { cybersecurity: 1 },
  banking: { 'banking-payments': 0.8 },
  'capital-markets': { 'financial-markets': 0.5, 'ipos-capital-markets': 0.4 },
  insurance: { 'banking-payments': 0.4 },
  'fintech-payments': { 'banking-payments': 0.9, 'crypto-digital-assets': 0.3 },
  'healthcare-providers': { 'healthcare-biotech': 0.8 },
  'pharma-biotech': { 'healthcare-biotech': 1 },
  'retail-ecommerce': { 'retail-ecommerce': 0.9 },
  'consumer-goods': { 'retail-ecommerce': 0.6, 'agriculture-food': 0.4 },
  'media-entertainment': { 'media-entertainment': 0.9 },
  'advertising-marketing': { 'advertising-marketing': 0.8 },
  gaming: { gaming: 1 },
  automotive: { 'automotive-ev': 1 },
  'aerospace-defense': { 'aerospace-defense': 1 },
  'energy-utilities': { 'energy-oil-gas': 0.7, 'energy-for-compute': 0.5, 'climate-sustainability': 0.4 },
  'oil-gas-mining': { 'energy-oil-gas': 0.6, 'manufacturing-industrial': 0.4 },
  manufacturing: { 'manufacturing-industrial': 0.9 },
  'logistics-transport': { 'supply-chain-logistics': 0.8 },
  'real-estate': { 'real-estate-construction': 1 },
  education: { education: 1 },
  government: { 'regulation-policy': 0.3 },
  'professional-services': { 'enterprise-ai-adoption': 0.2 },
  'travel-hospitality': { 'travel-hospitality': 1 },
  'nonprofit-research': {},
};
