import { loadSettings } from './config/settings.js';
import { standBack } from './platform/stand-back.js';

/** The job process. */
async function start(): Promise<void> {
  const settings = loadSettings();
  standBack(settings.WORKER_NICE);
  // Loading the program takes two seconds of processor time, so it comes after standing back.
  const { AppModule } = await import('./app.module.js');
  const { openContext } = await import('./platform/context.js');
  const { StderrLogger } = await import('./platform/logging/stderr-logger.js');
  const logger = new StderrLogger(settings.LOG_LEVEL);
  const module = AppModule.forRoot(settings, { name: 'scout-worker', workers: true });
  const app = await openContext(module, logger);
  // On SIGTERM jobs under way are finished and no new ones taken.
  app.enableShutdownHooks();
  logger.log('The worker waits for jobs.', 'Scout');
}

try {
  await start();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
