import { join, resolve } from 'node:path';
import { z } from 'zod';
import { projectRoot } from './project-root.js';

/** The environment holds a wrong value. `code` is stable; the message has one sentence for each wrong variable. */
export class SettingError extends Error {
  readonly code = 'INVALID_SETTING';

  constructor(sentences: readonly string[]) {
    super(sentences.join(' '));
    this.name = 'SettingError';
  }
}

/** What the README's table and an error message say about one variable. */
interface About {
  readonly description: string;
  readonly example: string;
  /** What a right value is, as the end of "must be …". */
  readonly right: string;
  /** How the default reads in the README where its value would differ from machine to machine. */
  readonly otherwise?: string;
  /** The value never appears in a message. */
  readonly secret?: boolean;
}

const abouts = z.registry<About>();

function whole(least: number, most: number, otherwise: number, about: Omit<About, 'right'>) {
  return z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most))
    .default(otherwise)
    .register(abouts, { ...about, right: `a whole number from ${least} to ${most}` });
}

function address(protocols: readonly string[], about: About) {
  const fits = (value: string) => URL.canParse(value) && protocols.includes(new URL(value).protocol);
  return z.string().refine(fits).optional().register(abouts, about);
}

const folder = z.string().transform((value) => resolve(value));
/** An address, or a name that needs no quoting with the address in angle brackets. */
const mailbox = /^([^\s<>@]+@[^\s<>@]+|[^<>@"\r\n]{1,100}<[^\s<>@]+@[^\s<>@]+>)$/;
const hostAndPort = /^(\[[0-9a-f:.]+\]|[^\s:,[\]]+):\d{1,5}$/i;

/** Every environment variable that Scout reads. Names carry their unit. */
const environment = z.object({
  DATABASE_URL: address(['postgres:', 'postgresql:'], {
    description: 'PostgreSQL 15 or later. Without it Scout starts its own PostgreSQL in `SCOUT_HOME`.',
    example: 'postgres://scout:secret@db:5432/scout',
    right: 'an address that begins with postgres:// or postgresql://',
    secret: true,
  }),
  REDIS_URL: address(['redis:', 'rediss:'], {
    description: 'Redis for the job queue. Without it the queue lies in PostgreSQL.',
    example: 'redis://cache:6379/0',
    right: 'an address that begins with redis:// or rediss://',
    secret: true,
  }),
  SCOUT_HOME: folder
    .default(() => join(projectRoot(), '.scout'))
    .register(abouts, {
      description: "Folder of the embedded PostgreSQL's data, password and log.",
      example: '/var/lib/scout',
      right: 'a path',
      otherwise: '`.scout` in the project',
    }),
  HOST: z.string().regex(/^\S+$/).default('127.0.0.1').register(abouts, {
    description: 'Address that the API listens on.',
    example: '0.0.0.0',
    right: 'a host name or an IP address',
  }),
  PORT: whole(0, 65535, 3000, { description: 'Port of the API; 0 takes a free one.', example: '8080' }),
  PUBLIC_URL: address(['http:', 'https:'], {
    description: 'Address under which clients reach the API, for links in briefings and feeds.',
    example: 'https://scout.example.com',
    right: 'an address that begins with http:// or https://',
  }),
  RATE_LIMIT_PER_MINUTE: whole(0, 100_000_000, 600_000, {
    description:
      'Most requests a minute of one API key, at each API process by itself; 0 for no limit. Beyond it the answer is 429 with `Retry-After`.',
    example: '6000',
  }),
  LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug']).default('info').register(abouts, {
    description: 'Least severity that is logged; logs go to standard error.',
    example: 'debug',
    right: 'error, warn, info or debug',
  }),
  DATABASE_POOL: whole(2, 100, 10, {
    description: 'Most database connections of one process, the queue not counted.',
    example: '20',
  }),
  DATABASE_TIMEOUT_MS: whole(100, 3_600_000, 30_000, {
    description:
      'Longest time of one SQL statement, and of waiting for a connection (10 s at most), in milliseconds.',
    example: '10000',
  }),
  WORKER_CONCURRENCY: whole(1, 64, 2, {
    description: 'Jobs of one kind that one worker process runs at once.',
    example: '4',
  }),
  WORKER_NICE: whole(0, 19, 5, {
    description:
      'By how much worker processes stand back for others of the machine, so that a digest slows no API; 0 not at all.',
    example: '10',
  }),
  QUEUE_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/)
    .default('scout')
    .register(abouts, {
      description: 'First part of the keys in Redis, so that several installations can share one.',
      example: 'scout-staging',
      right: 'up to 31 lower-case letters, digits and hyphens, a letter first',
    }),
  DIGEST_TICK_SECONDS: whole(1, 3600, 30, {
    description: 'Seconds between two looks for readers whose briefing is due.',
    example: '10',
  }),
  DIGEST_PAGE_SIZE: whole(1, 2_000, 500, {
    description: 'Readers that one briefing job assembles.',
    example: '200',
  }),
  BRIEFING_RETENTION_DAYS: whole(0, 36_500, 400, {
    description:
      'Days that briefings are kept, by their date and in whole weeks, and what was sent of them; 0 keeps them for ever.',
    example: '90',
  }),
  EVENT_RETENTION_DAYS: whole(0, 36_500, 400, {
    description:
      'Days that behaviour events are kept; learning halves them every 30 days. 0 keeps them for ever.',
    example: '180',
  }),
  FETCH_TIMEOUT_MS: whole(100, 600_000, 15_000, {
    description: 'Longest time of fetching one feed, redirects included, in milliseconds.',
    example: '30000',
  }),
  FETCH_MAX_BYTES: whole(1024, 1_073_741_824, 10_485_760, {
    description: 'Largest feed that is read, in bytes after decompression.',
    example: '5242880',
  }),
  FETCH_HOST_GAP_MS: whole(0, 3_600_000, 1_000, {
    description:
      'Shortest pause between two requests to one host, feeds and articles together, in milliseconds.',
    example: '5000',
  }),
  FETCH_ALLOW: z
    .string()
    .transform((value) => value.split(',').map((part) => part.trim()))
    .pipe(z.array(z.string().regex(hostAndPort)))
    .readonly()
    .default([])
    .register(abouts, {
      description: 'Hosts with port, separated by commas, that may be fetched although they are private.',
      example: 'feeds.intranet:8080,127.0.0.1:9000',
      right: 'a list of host:port separated by commas',
      otherwise: 'none',
    }),
  SMTP_URL: address(['smtp:', 'smtps:'], {
    description:
      'Mail server that takes the briefings; name and password as `user:pass@`. `smtp://` encrypts where the server offers it, `?requireTLS=true` insists, `smtps://` encrypts from the start. Without it no mail is sent.',
    example: 'smtp://scout:secret@mail.example.com:587?requireTLS=true',
    right: 'an address that begins with smtp:// or smtps://',
    secret: true,
  }),
  MAIL_FROM: z.string().regex(mailbox).default('Scout <scout@localhost>').register(abouts, {
    description: 'Sender of the mails. Its domain should be one that the mail server may send for.',
    example: 'Scout <briefing@example.com>',
    right: 'a mail address, or a name with the address in <>',
  }),
  MAIL_UNSUBSCRIBE_TO: z.email().optional().register(abouts, {
    description:
      'Mailbox that takes unsubscriptions by mail; what arrives there belongs to `POST /v1/delivery/bounces/raw`. Without it mails name only the address in the web.',
    example: 'unsubscribe@example.com',
    right: 'a mail address',
  }),
  MAIL_CONNECTIONS: whole(1, 50, 4, {
    description:
      'Connections to the mail server that one process keeps. It uses half of `DATABASE_POOL` at most.',
    example: '10',
  }),
  MAIL_PER_SECOND: whole(0, 10_000, 0, {
    description: 'Mails that one process sends in a second at most; 0 for as many as the server takes.',
    example: '14',
  }),
  MAIL_TIMEOUT_MS: whole(100, 600_000, 20_000, {
    description:
      'Longest silence of the mail server, in milliseconds. An answer that comes later may cost a second copy.',
    example: '60000',
  }),
  WEBHOOK_TIMEOUT_MS: whole(100, 30_000, 10_000, {
    description: 'Longest time that the endpoint of a webhook may take to answer, in milliseconds.',
    example: '5000',
  }),
  WEBHOOK_CONNECTIONS: whole(1, 50, 4, {
    description:
      'Briefings that one process posts to webhooks at once. It uses half of `DATABASE_POOL` at most.',
    example: '10',
  }),
  READER_SETTINGS_URL: z
    .string()
    .refine((value) => /^https?:$/.test(URL.canParse(value) ? new URL(value).protocol : ''))
    .optional()
    .register(abouts, {
      description:
        'Page of the client application where a reader changes the wishes; `{reader}` stands for the id. Mails link to it.',
      example: 'https://app.example.com/briefing/settings?reader={reader}',
      right: 'an address that begins with http:// or https://',
    }),
  SCOUT_DATA: folder
    .default(() => join(projectRoot(), '..', 'shared', 'data'))
    .register(abouts, {
      description: 'Folder of the evaluation data that `npm run quality` and `scout bench` read.',
      example: '/srv/evaluation',
      right: 'a path',
      otherwise: '`../shared/data` beside the project',
    }),
});

/** A value for each variable of the README's table, after defaults; frozen. */
export type SettingsValues = Readonly<z.output<typeof environment>>;

/** The settings as Nest injects them: `constructor(private readonly settings: Settings)`. */
export abstract class Settings extends (Object as unknown as abstract new () => SettingsValues) {}

type Name = keyof SettingsValues;
const names = Object.keys(environment.shape) as Name[];
const about = (name: Name): About => {
  const found = abouts.get(environment.shape[name]);
  if (!found) throw new Error(`${name} has no description.`);
  return found;
};

/**
 * Reads the environment once, at the start of a process. A variable that is empty counts as not set.
 *
 * @throws SettingError (`INVALID_SETTING`) with one sentence for each wrong variable
 */
export function loadSettings(env: Readonly<Record<string, string | undefined>> = process.env): Settings {
  const given = Object.fromEntries(
    names.flatMap((name) => {
      const value = env[name]?.trim();
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
  const result = environment.safeParse(given);
  if (result.success) return Object.freeze(result.data);
  const wrong = new Set(result.error.issues.map((issue) => issue.path[0] as Name));
  throw new SettingError([...wrong].map((name) => complaint(name, String(given[name]))));
}

/** The settings with some values replaced, such as the address of a server that the process has started. */
export function changed(settings: Settings, values: Partial<SettingsValues>): Settings {
  return Object.freeze(Object.assign({}, settings, values));
}

function complaint(name: Name, value: string): string {
  const { right, secret } = about(name);
  const shown = secret ? 'has a value that does not fit' : `is '${value}'`;
  return `${name} ${shown}: it must be ${right}.`;
}

/** The README's table of all variables, in Markdown. */
export function settingsTable(): string {
  const defaults = environment.parse({});
  const rows = names.map((name) => {
    const { description, example, otherwise } = about(name);
    const value = defaults[name];
    const shown = otherwise ?? (value === undefined ? '' : `\`${String(value)}\``);
    return `| \`${name}\` | ${shown} | \`${example}\` | ${description} |`;
  });
  return ['| variable | default | example | meaning |', '|---|---|---|---|', ...rows, ''].join('\n');
}
