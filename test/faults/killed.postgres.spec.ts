import { killsWorkers } from './killed.js';

describe('workers that are killed or stand still, on PostgreSQL', () => {
  killsWorkers('PostgreSQL', undefined);
});
