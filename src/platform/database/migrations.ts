import { Initial1795400000000 } from '../../../migrations/1795400000000-initial.js';
import { Taxonomy1795500000000 } from '../../../migrations/1795500000000-taxonomy.js';
import { Fetching1795600000000 } from '../../../migrations/1795600000000-fetching.js';
import { Articles1795610000000 } from '../../../migrations/1795610000000-articles.js';
import { Events1795620000000 } from '../../../migrations/1795620000000-events.js';
import { ReaderControls1795630000000 } from '../../../migrations/1795630000000-reader-controls.js';
import { Learning1795640000000 } from '../../../migrations/1795640000000-learning.js';
import { Delivery1795650000000 } from '../../../migrations/1795650000000-delivery.js';
import { BehaviourIndexes1795655000000 } from '../../../migrations/1795655000000-behaviour-indexes.js';
import { QuietDates1795660000000 } from '../../../migrations/1795660000000-quiet-dates.js';
import { Webhooks1795670000000 } from '../../../migrations/1795670000000-webhooks.js';
import { BriefingPartitions1795675000000 } from '../../../migrations/1795675000000-briefing-partitions.js';
import { ReaderHeard1795680000000 } from '../../../migrations/1795680000000-reader-heard.js';
import { OutboxFailed1795685000000 } from '../../../migrations/1795685000000-outbox-failed.js';
import { ActsByBucket1795690000000 } from '../../../migrations/1795690000000-acts-by-bucket.js';
import { DueInOrder1795695000000 } from '../../../migrations/1795695000000-due-in-order.js';
import { ErasedAnswers1795703000000 } from '../../../migrations/1795703000000-erased-answers.js';
import { AskedDeliveries1795704000000 } from '../../../migrations/1795704000000-asked-deliveries.js';
import { Unhide1795706000000 } from '../../../migrations/1795706000000-unhide.js';

/** Every migration, oldest first. Listed by hand so that source, build and tests run the very same classes. */
export const migrations = [
  Initial1795400000000,
  Taxonomy1795500000000,
  Fetching1795600000000,
  Articles1795610000000,
  Events1795620000000,
  ReaderControls1795630000000,
  Learning1795640000000,
  Delivery1795650000000,
  BehaviourIndexes1795655000000,
  QuietDates1795660000000,
  Webhooks1795670000000,
  BriefingPartitions1795675000000,
  ReaderHeard1795680000000,
  OutboxFailed1795685000000,
  ActsByBucket1795690000000,
  DueInOrder1795695000000,
  ErasedAnswers1795703000000,
  AskedDeliveries1795704000000,
  Unhide1795706000000,
];
