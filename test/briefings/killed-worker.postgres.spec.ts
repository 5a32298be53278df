import { killsAWorker } from './killed-worker.js';

describe('a worker that is killed in the middle of a page, on PostgreSQL', () => {
  killsAWorker(undefined);
});
