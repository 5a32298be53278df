import { describeWithRedis } from '../support/test-redis.js';
import { killsAWorker } from './killed-worker.js';

describeWithRedis('a worker that is killed in the middle of a page, on Redis', killsAWorker);
