import type { IndustryId } from '../../knowledge/industries.js';
import type { RoleId } from '../../knowledge/roles.js';
import type { TopicId } from '../../knowledge/topics.js';

/** A demo reader, in the shape of a readers file with a name. */
export interface DemoReader {
  readonly id: string;
  readonly name: string;
  readonly role: RoleId;
  readonly industry: IndustryId;
  readonly seniority: 'entry' | 'mid' | 'senior' | 'director' | 'executive';
  readonly about: string;
  readonly followedTopics?: readonly TopicId[];
  readonly mutedTopics?: readonly TopicId[];
  readonly followedEntities?: readonly string[];
  readonly timeZone: string;
  /** Local time, HH:MM. */
  readonly deliveryTime: string;
  readonly days: readonly ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
  readonly length: number;
}

/** Every day, so that the demo has a briefing for each of them whatever the day it runs on. */
const EVERY_DAY = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Eight invented people. The first four read four different things in one deal: runtime, roles, chip, power. */
export const DEMO_READERS: readonly DemoReader[] = [
  {
    id: 'asha-thapa',
    name: 'Asha Thapa',
    role: 'platform-engineer',
    industry: 'cloud-data-centers',
    seniority: 'senior',
    about: 'Runs Kubernetes clusters and capacity planning at a regional cloud provider',
    followedTopics: ['agent-orchestration'],
    timeZone: 'Asia/Kathmandu',
    deliveryTime: '07:15',
    days: EVERY_DAY,
    length: 6,
  },
  {
    id: 'declan-power',
    name: 'Declan Power',
    role: 'hr-talent-leader',
    industry: 'software-saas',
    seniority: 'director',
    about: 'Head of talent at a software company that is looking for engineers who build AI agents',
    timeZone: 'America/St_Johns',
    deliveryTime: '07:30',
    days: EVERY_DAY,
    length: 6,
  },
  {
    id: 'mei-tanaka',
    name: 'Mei Tanaka',
    role: 'investor-analyst',
    industry: 'capital-markets',
    seniority: 'senior',
    about: 'Holds semiconductor and data-centre shares for a pension fund',
    followedTopics: ['custom-silicon', 'semiconductors'],
    mutedTopics: ['personal-finance'],
    timeZone: 'Asia/Tokyo',
    deliveryTime: '06:45',
    days: EVERY_DAY,
    length: 7,
  },
  {
    id: 'ruth-oconnell',
    name: 'Ruth O’Connell',
    role: 'finance-leader',
    industry: 'energy-utilities',
    seniority: 'executive',
    about: 'Chief financial officer of a power utility that connects data centres and issues bonds',
    followedTopics: ['energy-for-compute'],
    timeZone: 'America/Chicago',
    deliveryTime: '06:00',
    days: EVERY_DAY,
    length: 5,
  },
  {
    id: 'tomas-ferreira',
    name: 'Tomás Ferreira',
    role: 'security-engineer',
    industry: 'healthcare-providers',
    seniority: 'senior',
    about: 'Leads security for a group of hospitals: patching, medical devices, incident response',
    followedTopics: ['cybersecurity'],
    timeZone: 'Europe/Lisbon',
    deliveryTime: '06:30',
    days: EVERY_DAY,
    length: 6,
  },
  {
    id: 'hana-rangi',
    name: 'Hana Rangi',
    role: 'legal-compliance',
    industry: 'media-entertainment',
    seniority: 'senior',
    about: 'In-house counsel of a publishing and streaming group: copyright, licences, privacy',
    followedTopics: ['litigation-ip'],
    timeZone: 'Pacific/Auckland',
    deliveryTime: '07:00',
    days: EVERY_DAY,
    length: 6,
  },
  {
    id: 'vikram-deshpande',
    name: 'Vikram Deshpande',
    role: 'operations-leader',
    industry: 'automotive',
    seniority: 'director',
    about: 'Operations director of a car-parts maker with plants in Pune and Chennai',
    followedTopics: ['supply-chain-logistics'],
    mutedTopics: ['media-entertainment'],
    timeZone: 'Asia/Kolkata',
    deliveryTime: '08:00',
    days: EVERY_DAY,
    length: 6,
  },
  {
    id: 'lena-brandt',
    name: 'Lena Brandt',
    role: 'founder-ceo',
    industry: 'artificial-intelligence',
    seniority: 'executive',
    about: 'Founder of a small start-up that sells a platform for AI agents',
    followedTopics: ['agent-orchestration', 'foundation-models'],
    timeZone: 'Europe/Berlin',
    deliveryTime: '07:00',
    days: EVERY_DAY,
    length: 7,
  },
];
