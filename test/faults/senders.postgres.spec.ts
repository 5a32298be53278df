import { killsSenders } from './senders.js';

describe('workers that are killed while they send, on PostgreSQL', () => {
  killsSenders('PostgreSQL', undefined);
});
