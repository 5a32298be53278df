import { withinCpu } from '../../test/support/cpu-time.js';
import { readMailReport } from './mail-report.js';

const token = 'AbC-dEf_0123456789012345678901234567890123456789';
const lines = (...all: string[]): string => all.join('\r\n');

describe('readMailReport', () => {
  const notification = (action: string, status: string): string =>
    lines(
      'From: MAILER-DAEMON@mx.example',
      'Message-ID: <report-1@mx.example>',
      'Content-Type: multipart/report; report-type=delivery-status;',
      ' boundary="b1"',
      '',
      '--b1',
      'Content-Type: text/plain',
      '',
      'I am sorry.',
      '--b1',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example',
      '',
      'Final-Recipient: rfc822; ada@readers.example',
      `Action: ${action}`,
      `Status: ${status}`,
      'Diagnostic-Code: smtp; 550 5.1.1 no such user',
      '--b1',
      'Content-Type: text/rfc822-headers',
      '',
      'Subject: a headline',
      `Message-ID: <${token}@scout.example>`,
      '--b1--',
    );

  it('reads a delivery status notification', () => {
    expect(readMailReport(notification('failed', '5.1.1'))).toEqual({
      kind: 'bounce-permanent',
      tokens: [token],
      detail: '5.1.1 smtp; 550 5.1.1 no such user',
    });
    expect(readMailReport(notification('failed', '4.4.7')).kind).toBe('bounce-temporary');
    expect(readMailReport(notification('delayed', '4.4.1')).kind).toBe('bounce-temporary');
    expect(readMailReport(notification('delivered', '2.0.0')).kind).toBe('other');
  });

  it('reads a feedback report', () => {
    const report = (type: string): string =>
      lines(
        'Content-Type: multipart/report; report-type=feedback-report; boundary=x',
        '',
        '--x',
        'Content-Type: message/feedback-report',
        '',
        `Feedback-Type: ${type}`,
        'User-Agent: SomeGenerator/1.0',
        '--x',
        `Message-ID: <${token}@scout.example>`,
        '--x--',
      );
    expect(readMailReport(report('abuse'))).toEqual({ kind: 'complaint', tokens: [token], detail: 'abuse' });
    expect(readMailReport(report('not-spam')).kind).toBe('other');
  });

  it('reads a request to unsubscribe from the header only', () => {
    const mail = (head: string, body = ''): string =>
      lines('From: ada@readers.example', head, '', body, 'bye');
    expect(readMailReport(mail(`Subject: unsubscribe\r\n ${token}`))).toMatchObject({
      kind: 'unsubscribe',
      tokens: [token],
    });
    expect(readMailReport(mail('Subject: hello', `Subject: unsubscribe ${token}`)).kind).toBe('other');
  });

  it('bears what is no report, and reads a large one quickly', () => {
    for (const wrong of ['', '\r\n\r\n', '<'.repeat(100_000), 'Status: '.repeat(100_000)])
      expect(readMailReport(wrong)).toMatchObject({ kind: 'other', tokens: [] });
    const large = `${'<a@'.repeat(500_000)}${'Subject:unsubscribe '.repeat(50_000)}`;
    withinCpu(1_000, () => readMailReport(large));
  });
});
