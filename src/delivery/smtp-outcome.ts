import { type Outcome, withoutAddresses } from './outbox.js';

/** What Nodemailer says of a mail that was not taken. */
export interface SmtpFailure {
  readonly message: string;
  /** `EAUTH`, `EENVELOPE`, `EMESSAGE`, `ETIMEDOUT`, … */
  readonly code?: string;
  /** The server's answer, 400 to 599, where it gave one. */
  readonly responseCode?: number;
  /** What was being said when it failed: `CONN`, `MAIL FROM`, `RCPT TO`, `DATA`, … */
  readonly command?: string;
}

/**
 * How a failure is to be taken (RFC 5321 §4.2.1): 4xx may get better, 5xx about this recipient or this message is final. What
 * the server says before it has heard of a recipient concerns every mail and none in particular: a wrong password must not
 * use up the briefings of everybody.
 * @param begun whether any of the message had been handed over
 * @param address of the recipient, to take it out of what the server says
 */
export function outcomeOfSmtp(failure: SmtpFailure, begun: boolean, address?: string): Outcome {
  const error = withoutAddresses(failure.message, address);
  const { responseCode, command = '' } = failure;
  if (responseCode === undefined) {
    // Nobody knows whether it arrived: it went out, and the line broke or stayed silent.
    if (begun) return { status: 'retry', error: `no answer after the message: ${error}`, unanswered: true };
    if (failure.code === 'EENVELOPE' || failure.code === 'EMESSAGE') return { status: 'failed', error };
    return { status: 'retry', error, channelDown: true };
  }
  const aboutThisMail = command === 'RCPT TO' || command === 'DATA';
  if (!aboutThisMail || responseCode === 421) return { status: 'retry', error, channelDown: true };
  if (responseCode < 500) return { status: 'retry', error };
  return { status: 'failed', error };
}

/** Whether the server says that the address does not exist or never takes mail (RFC 3463: 5.1.x, 5.2.1). */
export function isBadAddress({ responseCode, command, message }: SmtpFailure): boolean {
  if (command !== 'RCPT TO' || responseCode === undefined || responseCode < 500) return false;
  return /\b5\.(1\.\d+|2\.1)\b/.test(message);
}
