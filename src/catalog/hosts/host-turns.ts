import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/settings.js';
import { HostTurnRepository } from './host-turn.repository.js';

/** Leave to ask a host now, or the moment to try again. */
export type HostTurn =
  | {
      readonly granted: true;
      /**
       * Gives the turn back; call it as soon as the answer is read, whatever came of it. Twice does nothing more.
       * @param notBefore nobody may ask this host earlier, as its `Retry-After` says
       */
      readonly release: (now: Date, notBefore?: Date) => Promise<void>;
    }
  | {
      readonly granted: false;
      /** A moment that nobody else was given. The host may be busy then too: take a turn again. */
      readonly retryAt: Date;
    };

/** Beyond the longest time of one request, in milliseconds: what a killed process leaves is free after that. */
const LEASE_RESERVE_MS = 15_000;
/** Those who wait come this far apart: the pause and some time for the answer, in milliseconds at least. */
const SPACING = { pauses: 1.5, leastMs: 250 } as const;
/** A host that nobody asked for so long is forgotten, in milliseconds. */
const FORGET_AFTER_MS = 7 * 86_400_000;

/**
 * One request at a time to each host, with a pause between two, in all processes together and for feeds and articles alike.
 * PostgreSQL keeps the turns; nobody waits here: who finds a host busy is told when to come again.
 */
@Injectable()
export class HostTurns {
  constructor(
    private readonly hosts: HostTurnRepository,
    private readonly settings: Settings,
  ) {}

  /** @param address absolute http(s) address; its host and port count, upper and lower case alike */
  async take(address: string, now: Date): Promise<HostTurn> {
    const host = hostOf(address);
    const lease = randomUUID();
    const until = new Date(now.getTime() + this.settings.FETCH_TIMEOUT_MS + LEASE_RESERVE_MS);
    const spacingMs = Math.max(SPACING.pauses * this.settings.FETCH_HOST_GAP_MS, SPACING.leastMs);
    const { granted, slot } = await this.hosts.claim(host, lease, now, until, spacingMs);
    if (!granted) return { granted, retryAt: slot };
    return {
      granted,
      release: (at, notBefore) => this.hosts.release(host, lease, this.freeAt(at, notBefore)),
    };
  }

  /** Leaves a host alone for a pause, or longer, that answered without a turn of its own: a redirect led there. */
  async rest(address: string, now: Date, notBefore?: Date): Promise<void> {
    await this.hosts.rest(hostOf(address), now, this.freeAt(now, notBefore));
  }

  /** Clears away hosts that have long been free. */
  async forget(now: Date): Promise<void> {
    await this.hosts.deleteFreeBefore(new Date(now.getTime() - FORGET_AFTER_MS));
  }

  private freeAt(now: Date, notBefore?: Date): Date {
    return new Date(Math.max(now.getTime() + this.settings.FETCH_HOST_GAP_MS, notBefore?.getTime() ?? 0));
  }
}

/** Whether two addresses are of one host, as turns count them. */
export function isSameHost(one: string, other: string): boolean {
  return hostOf(one) === hostOf(other);
}

/** `News.Example.com.` and `news.example.com` are one; a default port is none. */
function hostOf(address: string): string {
  return new URL(address).host.toLowerCase().replace(/\.(?=:|$)/, '');
}
