import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import { isatty } from 'node:tty';

/** From the least talkative on; each level includes those before it. */
const LEVELS = {
  error: ['fatal', 'error'],
  warn: ['fatal', 'error', 'warn'],
  info: ['fatal', 'error', 'warn', 'log'],
  debug: ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'],
} as const satisfies Record<string, readonly LogLevel[]>;

const START_UP: ReadonlySet<string> = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** An API key anywhere in a line keeps its id, which finds its owner, and loses its secret. */
function withoutSecrets(line: string): string {
  return line.replaceAll(/(sk_scout_[a-z0-9]{12}_)[\w-]+/g, '$1…');
}

/** Nest's logger, on standard error: standard output belongs to results. Keys that got into a message are blanked. */
export class StderrLogger extends ConsoleLogger {
  constructor(level: keyof typeof LEVELS) {
    super({ logLevels: [...LEVELS[level]], colors: isatty(process.stderr.fd) });
  }

  /** Nest tells of every module and route as it starts; that is for those who look for a fault. */
  override log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    if (typeof context === 'string' && START_UP.has(context)) this.debug(message, context);
    else super.log(message, ...(rest as [string]));
  }

  protected override printMessages(
    messages: unknown[],
    context?: string,
    logLevel?: LogLevel,
    _stream?: 'stdout' | 'stderr',
    errorStack?: unknown,
    params?: Record<string, unknown>,
  ): void {
    super.printMessages(messages, context, logLevel, 'stderr', errorStack, params);
  }

  protected override formatMessage(...parts: Parameters<ConsoleLogger['formatMessage']>): string {
    return withoutSecrets(super.formatMessage(...parts));
  }

  protected override printStackTrace(stack: string): void {
    super.printStackTrace(stack && withoutSecrets(stack));
  }
}
