import { Injectable } from '@nestjs/common';
import { hashOfAddress } from '../platform/address-hash.js';
import { InstallationSecretRepository } from '../platform/database/installation-secret.repository.js';
import { ScoutError } from '../platform/errors.js';
import { seal, unseal } from '../platform/sealed.js';
import { CHANNEL_NAMES, type EffectKey } from './outbox.js';

const DAY_MS = 86_400_000;
/** A ref, days since 1970 and the place of the channel. */
const EFFECT_BYTES = 11;

/** Tokens that go out with what is sent and come back: nothing is stored for them, and nobody else can make or read them. */
@Injectable()
export class TokensService {
  private secret: Promise<Buffer> | undefined;

  constructor(private readonly secrets: InstallationSecretRepository) {}

  /** Names one effect, the same at every try. */
  async ofEffect(effect: EffectKey): Promise<string> {
    return seal(await this.key(), 'effect', contentOf(effect));
  }

  /** Names one effect and the address that it goes to, so that what comes back is told from mails to another one. */
  async ofMail(effect: EffectKey, address: string): Promise<string> {
    const content = Buffer.concat([contentOf(effect), await this.hashOf(address)]);
    return seal(await this.key(), 'effect', content);
  }

  async effectOf(token: string): Promise<EffectKey | undefined> {
    return (await this.mailOf(token))?.key;
  }

  /** What {@link ofMail} has named; `to` is the hash of the address, which mails of earlier versions do not tell. */
  async mailOf(token: string): Promise<{ key: EffectKey; to: Buffer | undefined } | undefined> {
    const content = unseal(await this.key(), 'effect', token);
    const channel = content && CHANNEL_NAMES[content.readUInt8(10)];
    if (content === undefined || channel === undefined) return undefined;
    const date = new Date(content.readUInt16BE(8) * DAY_MS);
    const key = {
      readerRef: Number(content.readBigInt64BE(0)),
      localDate: date.toISOString().slice(0, 10),
      channel,
    };
    return { key, to: content.length > EFFECT_BYTES ? content.subarray(EFFECT_BYTES) : undefined };
  }

  /** Lets whoever has it end the mails of one reader, and nothing else. */
  async ofReader(readerRef: number): Promise<string> {
    const content = Buffer.alloc(8);
    content.writeBigInt64BE(BigInt(readerRef));
    return seal(await this.key(), 'mail', content);
  }

  /** The ref of the reader; it may be gone. */
  async readerOf(token: string): Promise<number | undefined> {
    const content = unseal(await this.key(), 'mail', token);
    return content === undefined ? undefined : Number(content.readBigInt64BE());
  }

  /** What is kept of a mail address where the address itself must not be; upper and lower case are one. */
  async hashOf(address: string): Promise<Buffer> {
    return hashOfAddress(await this.key(), address);
  }

  /** A secret as it is kept: of use only together with the key of this installation. */
  async sealSecret(secret: string): Promise<string> {
    return seal(await this.key(), 'secret', Buffer.from(secret));
  }

  /** @throws ScoutError SECRET_LOST for what another installation's key has sealed */
  async openSecret(sealed: string): Promise<string> {
    const secret = unseal(await this.key(), 'secret', sealed);
    if (secret !== undefined) return secret.toString();
    throw new ScoutError('SECRET_LOST', 'A webhook secret was sealed with another key; rotate it.');
  }

  private key(): Promise<Buffer> {
    this.secret ??= this.secrets.get('delivery').catch((error: unknown) => {
      this.secret = undefined;
      throw error;
    });
    return this.secret;
  }
}

function contentOf({ readerRef, localDate, channel }: EffectKey): Buffer {
  const content = Buffer.alloc(EFFECT_BYTES);
  content.writeBigInt64BE(BigInt(readerRef), 0);
  content.writeUInt16BE(Date.parse(`${localDate}T00:00:00Z`) / DAY_MS, 8);
  content.writeUInt8(CHANNEL_NAMES.indexOf(channel), 10);
  return content;
}
