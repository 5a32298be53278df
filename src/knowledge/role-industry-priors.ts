import type { IndustryId } from './industries.js';
import type { Prior } from './role-priors.js';
import type { RoleId } from './roles.js';

/** What a role means in an industry beyond the sum of both: a lawyer in media reads copyright, a lawyer in banking supervision. */
export interface RoleInIndustry extends Prior {
  readonly roles: readonly RoleId[];
  readonly industries: readonly IndustryId[];
  /** Why the pair differs from its parts. */
  readonly because: string;
}

const BUILDERS = [
  'software-engineer',
  'ml-engineer',
  'data-engineer',
  'platform-engineer',
  'engineering-manager',
  'cto-cio',
] as const satisfies readonly RoleId[];
const MONEY = ['finance-leader', 'investor-analyst', 'founder-ceo'] as const satisfies readonly RoleId[];
const GOODS = ['operations-leader', 'procurement-manager'] as const satisfies readonly RoleId[];
const FINANCE = [
  'banking',
  'capital-markets',
  'insurance',
  'fintech-payments',
] as const satisfies readonly IndustryId[];
const CONSUMER_BRANDS = [
  'retail-ecommerce',
  'consumer-goods',
  'travel-hospitality',
] as const satisfies readonly IndustryId[];

const DIGITAL = [
  'software-saas',
  'artificial-intelligence',
  'cloud-data-centers',
  'cybersecurity',
  'consumer-electronics',
  'fintech-payments',
  'media-entertainment',
  'advertising-marketing',
  'professional-services',
] as const satisfies readonly IndustryId[];

/** Added to the role's own values, then cut to -1 ... 1. Several rows may apply to one reader. */
export const ROLE_INDUSTRY_PRIORS: readonly RoleInIndustry[] = [
  {
    roles: ['legal-compliance'],
    industries: ['media-entertainment', 'gaming', 'advertising-marketing'],
    because: 'copyright, likeness and platform liability are the daily work of counsel in media',
    topics: {
      'litigation-ip': 0.2,
      'media-entertainment': 0.2,
      'social-platforms': 0.2,
      'mergers-acquisitions': 0.1,
    },
  },
  {
    roles: ['legal-compliance'],
    industries: FINANCE,
    because: 'supervision, sanctions and conduct rules bind every product of a financial firm',
    topics: {
      'banking-payments': 0.3,
      'crypto-digital-assets': 0.3,
      'regulation-policy': 0.15,
      'ipos-capital-markets': 0.2,
      'trade-export-controls': 0.15,
    },
  },
  {
    roles: ['legal-compliance', 'policy-affairs'],
    industries: ['healthcare-providers', 'pharma-biotech'],
    because: 'drug approval, prices and patient data are regulated one by one',
    topics: { 'healthcare-biotech': 0.3, 'privacy-data-protection': 0.15, 'regulation-policy': 0.1 },
  },
  {
    roles: ['legal-compliance', 'policy-affairs'],
    industries: [
      'semiconductors',
      'aerospace-defense',
      'manufacturing',
      'automotive',
      'consumer-electronics',
      'logistics-transport',
    ],
    because: 'what crosses a border needs a licence or a duty',
    topics: { 'trade-export-controls': 0.35, geopolitics: 0.15 },
  },
  {
    roles: ['legal-compliance', 'policy-affairs'],
    industries: ['energy-utilities', 'oil-gas-mining', 'real-estate'],
    because: 'permits, tariffs and climate law decide what may be built',
    topics: { 'climate-sustainability': 0.25, 'energy-oil-gas': 0.2, 'energy-for-compute': 0.2 },
  },
  {
    roles: ['legal-compliance', 'policy-affairs'],
    industries: ['software-saas', 'artificial-intelligence', 'cloud-data-centers', 'telecom'],
    because: 'platform, data and AI rules bind these firms first',
    topics: { 'ai-safety-governance': 0.2, 'privacy-data-protection': 0.1, 'antitrust-competition': 0.1 },
  },
  {
    roles: ['security-engineer'],
    industries: ['healthcare-providers', 'pharma-biotech', 'insurance'],
    because: 'patient data and devices are what attackers come for',
    topics: { 'privacy-data-protection': 0.2, 'healthcare-biotech': 0.1 },
  },
  {
    roles: ['security-engineer'],
    industries: FINANCE,
    because: 'fraud and stolen credentials are money lost today',
    topics: { 'banking-payments': 0.15, 'crypto-digital-assets': 0.2 },
  },
  {
    roles: ['security-engineer'],
    industries: [
      'energy-utilities',
      'oil-gas-mining',
      'manufacturing',
      'telecom',
      'government',
      'aerospace-defense',
    ],
    because: 'states attack infrastructure when they quarrel',
    topics: { geopolitics: 0.25, 'networking-telecom': 0.15 },
  },
  {
    roles: ['hr-talent-leader'],
    industries: [
      'software-saas',
      'artificial-intelligence',
      'semiconductors',
      'cloud-data-centers',
      'cybersecurity',
      'gaming',
    ],
    because: 'the market for AI and chip engineers is their market',
    topics: { 'executive-moves': 0.15, 'ai-coding': 0.1, 'venture-funding': 0.1 },
    kinds: { 'people-move': 0.2 },
  },
  {
    roles: ['hr-talent-leader'],
    industries: [
      'healthcare-providers',
      'retail-ecommerce',
      'travel-hospitality',
      'logistics-transport',
      'manufacturing',
      'automotive',
    ],
    because: 'large hourly work forces: wages, unions, visas',
    topics: { macroeconomy: 0.1, 'regulation-policy': 0.1 },
  },
  {
    roles: MONEY,
    industries: ['energy-utilities', 'oil-gas-mining', 'real-estate', 'cloud-data-centers'],
    because: 'capital-heavy: load growth and the cost of money decide the plan',
    topics: {
      'hyperscale-infrastructure': 0.3,
      'energy-for-compute': 0.25,
      macroeconomy: 0.1,
      'energy-oil-gas': 0.15,
    },
  },
  {
    roles: MONEY,
    industries: ['semiconductors', 'artificial-intelligence', 'software-saas'],
    because: "the sector's results and rounds set their own price",
    topics: {
      earnings: 0.15,
      'venture-funding': 0.1,
      'gpus-accelerators': 0.1,
      'hyperscale-infrastructure': 0.1,
    },
  },
  {
    roles: ['investor-analyst'],
    industries: ['capital-markets'],
    because: 'a fund follows the build-out of AI through its suppliers and customers',
    topics: { 'hyperscale-infrastructure': 0.1, semiconductors: 0.15, 'gpus-accelerators': 0.1 },
  },
  {
    roles: GOODS,
    industries: ['automotive', 'consumer-electronics', 'manufacturing', 'aerospace-defense', 'telecom'],
    because: 'a missing chip or metal stops the line',
    topics: {
      semiconductors: 0.2,
      'manufacturing-industrial': 0.15,
      'trade-export-controls': 0.1,
      geopolitics: 0.05,
    },
    kinds: { price: 0.1 },
  },
  {
    roles: GOODS,
    industries: ['consumer-goods', 'retail-ecommerce', 'travel-hospitality'],
    because: 'food and packaging prices, and freight',
    topics: { 'agriculture-food': 0.3, 'retail-ecommerce': 0.1 },
  },
  {
    roles: GOODS,
    industries: ['software-saas', 'cloud-data-centers', 'artificial-intelligence', 'semiconductors'],
    because: 'what they buy is compute, memory and licences',
    topics: {
      'gpus-accelerators': 0.3,
      semiconductors: 0.3,
      'cloud-platforms': 0.2,
      'hyperscale-infrastructure': 0.2,
    },
  },
  {
    roles: GOODS,
    industries: ['healthcare-providers', 'pharma-biotech'],
    because: 'drug and device shortages, tariffs on medicines',
    topics: { 'healthcare-biotech': 0.2 },
  },
  {
    roles: ['marketing-leader', 'sales-leader', 'product-manager'],
    industries: CONSUMER_BRANDS,
    because: "rivals' sales and the shopper's purse",
    topics: { 'retail-ecommerce': 0.3, 'social-platforms': 0.1, 'agent-orchestration': 0.1 },
  },
  {
    roles: ['marketing-leader'],
    industries: ['media-entertainment', 'gaming', 'consumer-electronics'],
    because: 'they sell to audiences and know what launches beside them',
    topics: { 'media-entertainment': 0.3, 'social-platforms': 0.1 },
  },
  {
    roles: ['product-manager'],
    industries: FINANCE,
    because: 'card, wallet and lending rules change the product; AI launches are background',
    topics: { 'banking-payments': 0.35, 'crypto-digital-assets': 0.2, 'regulation-policy': 0.1 },
  },
  {
    roles: ['product-manager', 'designer'],
    industries: ['consumer-electronics'],
    because: 'every rival device of a fair is homework',
    topics: { 'consumer-devices': 0.3 },
    kinds: { review: 0.3, launch: 0.1 },
  },
  {
    roles: ['product-manager', 'designer'],
    industries: ['automotive'],
    because: 'the car is becoming a device with an assistant',
    topics: { 'ai-assistants': 0.1, 'automotive-ev': 0.15, 'robotics-autonomy': 0.1 },
  },
  {
    roles: ['product-manager', 'designer', 'founder-ceo', 'marketing-leader', ...BUILDERS],
    industries: ['gaming'],
    because: 'games are the product',
    topics: { gaming: 0.6 },
  },
  {
    roles: ['designer', 'marketing-leader', 'product-manager', 'founder-ceo', 'journalist-analyst'],
    industries: ['media-entertainment'],
    because: 'formats and platforms are the product',
    topics: { 'media-entertainment': 0.4, 'social-platforms': 0.1 },
  },
  {
    roles: BUILDERS,
    industries: [
      'banking',
      'capital-markets',
      'insurance',
      'healthcare-providers',
      'government',
      'energy-utilities',
    ],
    because: 'regulated houses: security and data rules come before the new tool',
    topics: { cybersecurity: 0.1, 'privacy-data-protection': 0.15, 'enterprise-ai-adoption': 0.1 },
  },
  {
    roles: ['research-scientist'],
    industries: ['pharma-biotech', 'healthcare-providers'],
    because: 'the field is life science, AI a tool of it',
    topics: {
      'healthcare-biotech': 0.6,
      'ai-research': -0.1,
      'foundation-models': -0.25,
      'agent-orchestration': -0.2,
    },
  },
  {
    roles: ['research-scientist'],
    industries: [
      'energy-utilities',
      'oil-gas-mining',
      'aerospace-defense',
      'consumer-goods',
      'manufacturing',
    ],
    because: 'the field is physical science, AI a tool of it',
    topics: {
      science: 0.3,
      'climate-sustainability': 0.2,
      'foundation-models': -0.3,
      'agent-orchestration': -0.25,
    },
  },
  {
    roles: ['hardware-engineer'],
    industries: ['automotive', 'consumer-electronics', 'aerospace-defense', 'telecom', 'manufacturing'],
    because: 'boards and devices rather than data-centre chips',
    topics: {
      'consumer-devices': 0.15,
      'automotive-ev': 0.1,
      'networking-telecom': 0.1,
      'robotics-autonomy': 0.15,
      'gpus-accelerators': -0.2,
      'custom-silicon': -0.1,
    },
  },
  {
    roles: ['finance-leader', 'operations-leader', 'founder-ceo'],
    industries: ['logistics-transport', 'travel-hospitality', 'aerospace-defense'],
    because: 'fuel and airspace are cost lines',
    topics: { 'energy-oil-gas': 0.15, geopolitics: 0.15 },
  },
  {
    roles: ['founder-ceo', 'product-manager', 'sales-leader', 'consultant'],
    industries: DIGITAL,
    because:
      'where the product is software or advice, every model and agent is a rival, a supplier or the work itself',
    topics: {
      'foundation-models': 0.2,
      'agent-orchestration': 0.15,
      'ai-assistants': 0.2,
      'ai-coding': 0.15,
    },
  },
  {
    roles: [...MONEY, ...GOODS, 'consultant', 'journalist-analyst', 'sales-leader'],
    industries: ['oil-gas-mining'],
    because: 'the price of what comes out of the ground is the business',
    topics: { 'financial-markets': 0.2 },
    kinds: { 'market-wrap': 0.3 },
  },
  {
    roles: ['policy-affairs', 'legal-compliance'],
    industries: ['telecom'],
    because: 'spectrum, satellites and networks are licensed one by one',
    topics: { 'networking-telecom': 0.3, 'aerospace-defense': 0.1 },
  },
  {
    roles: ['data-center-operations', 'platform-engineer'],
    industries: ['cloud-data-centers', 'telecom', 'artificial-intelligence', 'energy-utilities'],
    because: 'whose money and whose chips build the halls decides what they run next year',
    topics: { 'mergers-acquisitions': 0.1, 'ipos-capital-markets': 0.1, earnings: 0.1 },
  },
  {
    roles: ['policy-affairs'],
    industries: FINANCE,
    because: 'capital rules, card fees and coins are what they argue about',
    topics: { 'banking-payments': 0.25, 'crypto-digital-assets': 0.2, macroeconomy: 0.1 },
  },
  {
    roles: ['legal-compliance', 'policy-affairs'],
    industries: ['automotive'],
    because: 'self-driving permits, recalls and emission limits',
    topics: { 'automotive-ev': 0.2, 'robotics-autonomy': 0.2, 'climate-sustainability': 0.1 },
  },
  {
    roles: ['legal-compliance', 'policy-affairs'],
    industries: ['aerospace-defense'],
    because: 'every contract is with a state',
    topics: { 'aerospace-defense': 0.2 },
  },
  {
    roles: ['legal-compliance', 'policy-affairs'],
    industries: CONSUMER_BRANDS,
    because: 'labels, consumer rights and the law of wages and delivery',
    topics: {
      'retail-ecommerce': 0.15,
      'agriculture-food': 0.1,
      'travel-hospitality': 0.1,
      'future-of-work': 0.1,
    },
  },
  {
    roles: ['policy-affairs'],
    industries: ['media-entertainment', 'gaming', 'advertising-marketing'],
    because: 'protection of minors, licence fees and the platforms that carry them',
    topics: { 'social-platforms': 0.2, 'media-entertainment': 0.15, 'litigation-ip': 0.1 },
  },
  {
    roles: ['legal-compliance', 'policy-affairs', 'hr-talent-leader', 'cto-cio'],
    industries: ['education'],
    because: 'schools are run by rules and budgets of their own',
    topics: { education: 0.3 },
  },
];
