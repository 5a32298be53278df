import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { ConflictError, InvalidInputError, NotFoundError, ScoutError } from '../platform/errors.js';
import { GuardedFetch } from '../platform/fetch/guarded-fetch.js';
import { RateLimiter } from '../platform/http/rate-limiter.js';
import { storableText } from '../platform/http/storable-text.js';
import { readerViewSchema } from '../readers/reader-schema.js';
import { TestSends } from './test-sends.js';
import { TokensService } from './tokens.service.js';
import { WEBHOOK_STATUSES, type WebhookEndpoint, type WebhookPost } from './webhook.js';
import { newWebhookSecret, testMessage } from './webhook-message.js';
import { WebhookPoster } from './webhook-poster.js';
import { WebhookRepository } from './webhook.repository.js';

/** Every briefing asks for all of them, so there are not many. */
const MOST_ENDPOINTS = 20;
/** Of one endpoint and process. */
const TESTS_PER_MINUTE = 6;
const HOUR_MS = 3_600_000;
const moment = (at: Date | null): string | null => at?.toISOString() ?? null;

/** What an operator states of an endpoint. */
export const webhookBodySchema = z
  .object({
    name: storableText.trim().min(1).max(200).meta({ description: 'whose endpoint it is' }),
    url: z.string().max(2_000).meta({
      description: 'https; http only for hosts in FETCH_ALLOW',
      example: 'https://app.example.com/scout',
    }),
    role: readerViewSchema.shape.role.nullish().meta({ description: 'only readers of this role' }),
    industry: readerViewSchema.shape.industry
      .nullish()
      .meta({ description: 'only readers of this industry' }),
  })
  .meta({ id: 'WebhookBody' });
export type WebhookBody = z.output<typeof webhookBodySchema>;

/** What a PATCH may hold; null clears a cohort. */
export const webhookPatchSchema = webhookBodySchema.partial().extend({
  status: z
    .enum(['active', 'paused'])
    .optional()
    .meta({ description: "'active' also takes an endpoint back that was turned off" }),
});
export type WebhookPatch = z.output<typeof webhookPatchSchema>;

export const webhookViewSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    role: z.string().nullable(),
    industry: z.string().nullable(),
    status: z.enum(WEBHOOK_STATUSES),
    statusReason: z.string().nullable(),
    failures: z.number().meta({ description: 'tries in a row that failed' }),
    failingSince: z.string().nullable(),
    restsUntil: z.string().nullable().meta({ description: 'nothing is posted before this moment' }),
    secrets: z.array(
      z.object({
        createdAt: z.string(),
        expiresAt: z.string().nullable().meta({ description: 'null: signs until it is replaced' }),
      }),
    ),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Webhook' });
export type WebhookView = z.output<typeof webhookViewSchema>;

export const newWebhookSchema = webhookViewSchema
  .extend({ secret: z.string().meta({ description: 'signs the messages; shown this once' }) })
  .meta({ id: 'NewWebhook' });
export type NewWebhookView = z.output<typeof newWebhookSchema>;

export const webhookTestSchema = z.object({
  taken: z.boolean(),
  httpStatus: z.number().nullable(),
  error: z.string().nullable(),
  durationMs: z.number(),
});
export type WebhookTest = z.output<typeof webhookTestSchema>;

/** The endpoints of client applications, as operators manage them. */
@Injectable()
export class WebhooksService {
  private readonly tests = new RateLimiter(TESTS_PER_MINUTE);

  constructor(
    private readonly webhooks: WebhookRepository,
    private readonly poster: WebhookPoster,
    private readonly tokens: TokensService,
    private readonly fetch: GuardedFetch,
    private readonly sends: TestSends,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async list(): Promise<WebhookView[]> {
    return await Promise.all((await this.webhooks.list()).map((endpoint) => this.viewOf(endpoint)));
  }

  /** @throws NotFoundError */
  async get(id: string): Promise<WebhookView> {
    return await this.viewOf(await this.find(id));
  }

  /**
   * @throws FetchError FETCH_FORBIDDEN_ADDRESS, InvalidInputError for http, ConflictError TOO_MANY_WEBHOOKS
   */
  async create(body: WebhookBody): Promise<NewWebhookView> {
    this.assertUrl(body.url);
    const now = this.clock.now();
    return await this.database.transaction(async () => {
      const id = `wh_${randomBytes(12).toString('base64url')}`;
      const draft = { id, ...body, role: body.role ?? null, industry: body.industry ?? null };
      const endpoint = await this.webhooks.create(draft, now, MOST_ENDPOINTS);
      if (endpoint === undefined)
        throw new ConflictError(
          `There are ${MOST_ENDPOINTS} webhook endpoints already.`,
          'TOO_MANY_WEBHOOKS',
        );
      const secret = await this.addSecret(id, now, now);
      return { ...(await this.viewOf(endpoint)), secret };
    });
  }

  /** @throws NotFoundError, and as {@link create} */
  async change(id: string, patch: WebhookPatch): Promise<WebhookView> {
    if (patch.url !== undefined) this.assertUrl(patch.url);
    return await this.database.transaction(async () => {
      const current = await this.lock(id);
      const draft = {
        id,
        name: patch.name ?? current.name,
        url: patch.url ?? current.url,
        role: patch.role === undefined ? current.role : patch.role,
        industry: patch.industry === undefined ? current.industry : patch.industry,
      };
      // Another address may answer where the old one did not; another name is no reason to think so.
      const anew = patch.status === 'active' || draft.url !== current.url;
      const status = patch.status ?? current.status;
      const changed = await this.webhooks.update(draft, status, anew, this.clock.now());
      return await this.viewOf(changed!);
    });
  }

  /** Removes an endpoint with its secrets and the record of its tries. @throws NotFoundError */
  async remove(id: string): Promise<void> {
    if (!(await this.webhooks.remove(id))) throw new NotFoundError('webhook', id);
  }

  /**
   * Makes a new secret. Messages are signed with the old one as well for some hours, so that the other side can change over;
   * 0 ends it at once.
   * @throws NotFoundError
   */
  async rotate(id: string, overlapHours: number): Promise<NewWebhookView> {
    const now = this.clock.now();
    return await this.database.transaction(async () => {
      const endpoint = await this.lock(id);
      const secret = await this.addSecret(id, now, new Date(now.getTime() + overlapHours * HOUR_MS));
      return { ...(await this.viewOf(endpoint)), secret };
    });
  }

  /** Posts a test at once, whatever the status; it changes nothing. @throws NotFoundError; ScoutError 429 TOO_MANY_TESTS */
  async test(id: string): Promise<WebhookTest> {
    const endpoint = await this.find(id);
    const result = await this.sends.run(() => {
      if (this.tests.take(id) > 0)
        throw new ScoutError('TOO_MANY_TESTS', `${TESTS_PER_MINUTE} tests a minute for each endpoint.`, 429);
      const body = testMessage(id, this.clock.now());
      return this.poster.post(endpoint, `test_${randomBytes(12).toString('base64url')}`, body);
    });
    return {
      taken: result.error === undefined,
      httpStatus: result.httpStatus ?? null,
      error: result.error ?? null,
      durationMs: Math.round(result.durationMs),
    };
  }

  /** The latest try of each briefing, newest first. @throws NotFoundError */
  async attempts(id: string, limit: number): Promise<WebhookPost[]> {
    await this.find(id);
    return await this.webhooks.posts(id, limit);
  }

  /** Every endpoint that the briefings of one reader were posted to, for the export. */
  postsOf(readerRef: number): ReturnType<WebhookRepository['postsOf']> {
    return this.webhooks.postsOf(readerRef);
  }

  private async find(id: string): Promise<WebhookEndpoint> {
    return found(id, await this.webhooks.find(id));
  }

  private async lock(id: string): Promise<WebhookEndpoint> {
    return found(id, await this.webhooks.lock(id));
  }

  private async addSecret(id: string, now: Date, othersUntil: Date): Promise<string> {
    const secret = newWebhookSecret();
    await this.webhooks.addSecret(id, await this.tokens.sealSecret(secret), now, othersUntil);
    return secret;
  }

  /** What is posted holds what somebody reads, so it is encrypted on its way unless an operator has opened the host by name. */
  private assertUrl(url: string): void {
    this.fetch.assertAllowed(url);
    if (URL.parse(url)?.protocol === 'https:' || this.fetch.isAllowListed(url)) return;
    const message = 'must begin with https://';
    throw new InvalidInputError(`url: ${message}`, [{ path: 'url', message }]);
  }

  private async viewOf(endpoint: WebhookEndpoint): Promise<WebhookView> {
    const secrets = await this.webhooks.secretsOf(endpoint.id, this.clock.now());
    return {
      ...endpoint,
      failingSince: moment(endpoint.failingSince),
      restsUntil: moment(endpoint.restsUntil),
      secrets: secrets.map(({ createdAt, expiresAt }) => ({
        createdAt: createdAt.toISOString(),
        expiresAt: moment(expiresAt),
      })),
      createdAt: endpoint.createdAt.toISOString(),
      updatedAt: endpoint.updatedAt.toISOString(),
    };
  }
}

/** @throws NotFoundError */
function found(id: string, endpoint: WebhookEndpoint | undefined): WebhookEndpoint {
  if (endpoint === undefined) throw new NotFoundError('webhook', id);
  return endpoint;
}
