/**
 * A process of its own for time-faults.spec.ts, in whatever zone `TZ` names: ticks and makes what is due at a moment, and
 * prints its offset and the briefings as one line of JSON. Arguments: database, moment.
 */
import { AppModule } from '../../src/app.module.js';
import { AssemblyService } from '../../src/briefings/assembly.service.js';
import { DigestService } from '../../src/briefings/digest.service.js';
import { loadSettings } from '../../src/config/settings.js';
import { Clock } from '../../src/platform/clock.js';
import { openContext } from '../../src/platform/context.js';
import { Database } from '../../src/platform/database/database.js';
import { StderrLogger } from '../../src/platform/logging/stderr-logger.js';

const [databaseUrl, moment] = process.argv.slice(2);
const settings = loadSettings({ DATABASE_URL: databaseUrl });
const app = await openContext(AppModule.forRoot(settings), new StderrLogger('error'));
Object.assign(app.get(Clock), { now: () => new Date(moment!) });
const { pages } = await app.get(DigestService).tick();
for (const page of pages) await app.get(AssemblyService).assemblePage(page);
const rows = await app.get(Database).query(
  `SELECT r.id, b.local_date AS date, b.due_at AS due, b.created_at AS created, r.next_delivery_at AS next
   FROM briefing b JOIN reader r ON r.ref = b.reader_ref ORDER BY r.id, b.local_date`,
);
console.log(JSON.stringify({ minutesBehindUtc: new Date(moment!).getTimezoneOffset(), rows }));
await app.close();
