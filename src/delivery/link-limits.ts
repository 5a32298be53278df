import { Injectable } from '@nestjs/common';
import { ScoutError } from '../platform/errors.js';
import { HttpProblemError } from '../platform/http/problem.js';
import { RateLimiter } from '../platform/http/rate-limiter.js';

/** For somebody who has opened a link. */
export function noSuchAddress(): ScoutError {
  return new ScoutError('NOT_FOUND', 'This address does not exist, or not any more.', 404);
}

/** More than anybody opens one link, or mistypes one. */
const PER_MINUTE = 60;

/**
 * How often the links of mails and the private feeds may be opened, which need no key. A right link has a rate of its own and never that of the
 * address it is opened from: a mail provider presses the buttons of many readers from few addresses, and behind a balancer
 * everybody has one address. Only wrong links are counted by address.
 */
@Injectable()
export class LinkLimits {
  private readonly ofLinks = new RateLimiter(PER_MINUTE);
  private readonly ofAddresses = new RateLimiter(PER_MINUTE);

  /**
   * @param right whether the token is one of ours
   * @param address where the request came from
   * @throws ScoutError 404 NOT_FOUND for a wrong token; HttpProblemError 429 RATE_LIMITED for too many, of which nothing may be done
   */
  admit(token: string, right: boolean, address: string): void {
    const waitMs = right ? this.ofLinks.take(token) : this.ofAddresses.take(address);
    if (waitMs > 0)
      throw new HttpProblemError('RATE_LIMITED', 'Too many requests; try again later.', 429, {
        'retry-after': String(Math.ceil(waitMs / 1000)),
      });
    if (!right) throw noSuchAddress();
  }
}
