import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { ConflictError, NotFoundError, ScoutError } from '../platform/errors.js';
import type { Reader } from '../readers/reader.js';
import { ReadersService } from '../readers/readers.service.js';
import { type BriefingContent, BriefingContents } from './briefing-contents.js';
import { ChannelPreferenceRepository } from './channel-preference.repository.js';
import { EmailChannel } from './email-channel.js';
import { withoutAddresses } from './outbox.js';
import { TestSends } from './test-sends.js';

/** Between two tests of one reader, in milliseconds. */
const TEST_EVERY_MS = 60_000;

export const testedMailSchema = z.object({
  messageId: z.string(),
  answer: z.string().meta({ description: 'of the mail server that took it' }),
});
export type TestedMail = z.output<typeof testedMailSchema>;

/** Mails outside the digest: a look at one, and a test. */
@Injectable()
export class EmailService {
  constructor(
    private readonly channel: EmailChannel,
    private readonly contents: BriefingContents,
    private readonly preferences: ChannelPreferenceRepository,
    private readonly readers: ReadersService,
    private readonly sends: TestSends,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws NotFoundError without such a reader or briefing */
  async preview(readerId: string, date: string): Promise<{ html: string; text: string }> {
    const reader = await this.readers.get(readerId);
    const content = await this.contents.of(reader, date);
    if (content === undefined) throw new NotFoundError('briefing of', date);
    return await this.channel.render(reader, content);
  }

  /**
   * Sends the newest briefing, or a greeting where there is none, with a subject that says that it is a test. Whether it is
   * taken or not, the reader gets no other one for a minute.
   * @throws ConflictError MAIL_NOT_SET_UP, MAIL_NOT_POSSIBLE (no address, or a suppressed one), MAIL_NOT_TAKEN with the answer
   * @throws ScoutError 429 TOO_MANY_TESTS
   */
  async test(readerId: string): Promise<TestedMail> {
    const reader = await this.readers.get(readerId);
    if (!this.channel.enabled)
      throw new ConflictError('No mail server is set up: SMTP_URL is missing.', 'MAIL_NOT_SET_UP');
    const refused = await this.channel.refusal(reader);
    if (refused !== undefined)
      throw new ConflictError(`Nothing can be sent: ${refused}.`, 'MAIL_NOT_POSSIBLE');
    // A test that fails counts, and an address that it finds to be bad is kept, whatever becomes of the call.
    const { messageId, result } = await this.sends.run(() => this.database.apart(() => this.send(reader)));
    if (!result.taken)
      throw new ConflictError(
        `The mail server did not take it: ${withoutAddresses(result.failure.message, reader.email ?? '')}`,
        'MAIL_NOT_TAKEN',
      );
    return { messageId, answer: withoutAddresses(result.response, reader.email ?? '') };
  }

  private async send(reader: Reader): ReturnType<EmailChannel['sendTest']> {
    const now = this.clock.now();
    if (!(await this.preferences.noteTest(reader.ref, 'email', now, new Date(now.getTime() - TEST_EVERY_MS))))
      throw new ScoutError('TOO_MANY_TESTS', 'One test a minute for each reader.', 429);
    const content = (await this.contents.newest(reader)) ?? greeting(reader, now);
    return await this.channel.sendTest(reader, content, `test-${randomBytes(12).toString('hex')}`);
  }
}

/** For a reader who has no briefing yet. */
function greeting(reader: Reader, now: Date): BriefingContent {
  const localDate = new Intl.DateTimeFormat('en-CA', { timeZone: reader.timeZone }).format(now);
  return {
    reader: reader.id,
    localDate,
    dateText: new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: reader.timeZone }).format(now),
    timeZone: reader.timeZone,
    createdAt: now,
    opening: 'This mail shows that your briefings will arrive. There is none yet.',
    items: [],
  };
}
