import { describeWithRedis } from '../support/test-redis.js';
import { killsSenders } from './senders.js';

describeWithRedis('workers that are killed while they send, on Redis', (url) => {
  killsSenders('Redis', url);
});
