/**
 * A process of its own for embedded-postgres.spec.ts: starts the server of a home folder, prints one line of JSON, and
 * stays until SIGTERM, on which it stops the server. Arguments: home, `exclusive` or `shared`.
 */
import { startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';

const [home, mode] = process.argv.slice(2);
try {
  const server = await startEmbeddedPostgres({ home: home!, exclusive: mode !== 'shared', durable: false });
  process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)));
  setInterval(() => undefined, 60_000);
  console.log(JSON.stringify({ url: server.url, owned: server.owned }));
} catch (error) {
  const { code, message } = error as { code?: string; message: string };
  console.log(JSON.stringify({ code, message }));
}
