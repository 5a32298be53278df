import { describeWithRedis } from '../support/test-redis.js';
import { killsWorkers } from './killed.js';

describeWithRedis('workers that are killed or stand still, on Redis', (url) => {
  killsWorkers('Redis', url);
});
