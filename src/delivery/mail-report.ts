/** What came back of a mail. */
export const REPORT_KINDS = ['bounce-permanent', 'bounce-temporary', 'complaint'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/** A message to the sender's mailboxes, as far as it concerns one of our mails. */
export interface MailReport {
  readonly kind: ReportKind | 'unsubscribe' | 'other';
  /** What may be tokens of ours: of a Message-ID that is quoted, or of a subject. */
  readonly tokens: readonly string[];
  readonly detail: string;
}

const MOST_TOKENS = 20;
const MESSAGE_ID = /<([\w-]{30,100})@[^<>\s]{1,255}>/g;
const UNSUBSCRIBE = /^subject:[ \t]*unsubscribe[ \t]+([\w-]{30,100})[ \t]*$/im;

/**
 * Reads a delivery status notification (RFC 3464), a feedback report (RFC 5965) or a request to unsubscribe, as the mail
 * server hands it over. Which mail it is about is told by our own Message-ID, which nobody else can make, wherever it is
 * quoted; so neither the structure of the message nor the addresses in it need to be believed.
 */
export function readMailReport(message: string): MailReport {
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}:[ \\t]*([^\\r\\n]{1,500})`, 'im').exec(message)?.[1]?.trim();
  const unsubscribe = UNSUBSCRIBE.exec(headOf(message))?.[1];
  if (unsubscribe !== undefined) return { kind: 'unsubscribe', tokens: [unsubscribe], detail: '' };
  const tokens = [...message.matchAll(MESSAGE_ID)].map(([, token]) => token!);
  const feedback = field('Feedback-Type');
  const status = field('Status');
  const action = field('Action')?.toLowerCase();
  const detail =
    feedback ?? [status, field('Diagnostic-Code')].filter((part) => part !== undefined).join(' ');
  return {
    kind: kindOf(feedback, action, status),
    tokens: [...new Set(tokens)].slice(0, MOST_TOKENS),
    detail,
  };
}

function kindOf(
  feedback: string | undefined,
  action: string | undefined,
  status: string | undefined,
): MailReport['kind'] {
  // RFC 5965 §7.3: 'not-spam' takes a complaint back; the rest complain.
  if (feedback !== undefined) return feedback.toLowerCase() === 'not-spam' ? 'other' : 'complaint';
  if (action === 'failed') return status?.startsWith('4') === true ? 'bounce-temporary' : 'bounce-permanent';
  return action === 'delayed' ? 'bounce-temporary' : 'other';
}

/** The header of the message itself, its folded lines joined. */
function headOf(message: string): string {
  const end = /\r?\n\r?\n/.exec(message)?.index ?? message.length;
  return message.slice(0, end).replaceAll(/\r?\n[ \t]+/g, ' ');
}
