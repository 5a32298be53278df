import { withoutAddresses } from './outbox.js';
import { isBadAddress, outcomeOfSmtp } from './smtp-outcome.js';

describe('outcomeOfSmtp', () => {
  const of = (responseCode: number | undefined, command: string, begun = false, code = 'EENVELOPE') =>
    outcomeOfSmtp(
      {
        message: `Refused: <ada@example.com> is unknown`,
        code,
        command,
        ...(responseCode && { responseCode }),
      },
      begun,
    );

  it.each([
    [450, 'RCPT TO', { status: 'retry' }],
    [550, 'RCPT TO', { status: 'failed' }],
    [451, 'DATA', { status: 'retry' }],
    [554, 'DATA', { status: 'failed' }],
    [421, 'DATA', { status: 'retry', channelDown: true }],
    [421, 'CONN', { status: 'retry', channelDown: true }],
    [554, 'CONN', { status: 'retry', channelDown: true }],
    [535, 'AUTH PLAIN', { status: 'retry', channelDown: true }],
    [550, 'MAIL FROM', { status: 'retry', channelDown: true }],
  ])('takes %i at %s as %o', (responseCode, command, expected) => {
    const outcome = of(responseCode, command);
    expect(outcome).toEqual({ ...expected, error: 'Refused: <(address)> is unknown' });
  });

  it('knows what may have arrived', () => {
    expect(of(undefined, 'CONN', true, 'ETIMEDOUT')).toMatchObject({ status: 'retry', unanswered: true });
    expect(of(undefined, 'CONN', false, 'ETIMEDOUT')).toMatchObject({ status: 'retry', channelDown: true });
    expect(of(undefined, 'API', false, 'EENVELOPE')).toMatchObject({ status: 'failed' });
  });

  it('knows an address that does not exist from a refusal of this mail', () => {
    const at = (command: string, message: string) => isBadAddress({ command, message, responseCode: 550 });
    expect(at('RCPT TO', '550 5.1.1 no such user')).toBe(true);
    expect(at('RCPT TO', '550-5.7.1 blocked for spam')).toBe(false);
    expect(at('DATA', '550 5.1.1 no such user')).toBe(false);
  });
});

describe('withoutAddresses', () => {
  it.each([
    ['550 5.1.1 <Ada.L@example.com>: ada.l unknown.', '550 5.1.1 <(address)>: (address) unknown.'],
    ['no mailbox ADA.L here; ask ada.lind or nada.l', 'no mailbox (address) here; ask ada.lind or nada.l'],
    ['SRS0=x=ada.l=example.com@relay.example', '(address)'],
    ['  line\r\nbreaks\0 ', 'line breaks'],
  ])('takes %j to %j', (said, kept) => {
    expect(withoutAddresses(said, 'ada.l@example.com')).toBe(kept);
  });

  it('takes whole addresses out where nobody is known', () => {
    expect(withoutAddresses('ada.l: <ada.l@example.com>')).toBe('ada.l: <(address)>');
  });
});
