/** What a page shows instead of its text. Plain strings, so that no page can slow an expression. */
const WALLS = [
  // consent
  'before you continue',
  'we value your privacy',
  'we and our partners',
  'we use cookies',
  'accept all cookies',
  'manage your privacy',
  'wir und unsere partner',
  'cookies und ähnliche',
  'nous et nos partenaires',
  'nosotros y nuestros socios',
  // checks for robots
  'verify you are human',
  'verify that you are human',
  'are you a robot',
  "i'm not a robot",
  'checking your browser',
  'just a moment',
  'enable javascript',
  'javascript is disabled',
  'please turn javascript on',
  'unusual traffic',
  'access denied',
  'request blocked',
  // log in
  'log in to continue',
  'sign in to continue',
  'please log in',
  'please sign in',
  'bitte melden sie sich an',
  'veuillez vous connecter',
  'inicia sesión',
] as const;

/** What stands below the beginning of a text that only subscribers get. */
const PAYWALLS = [
  'subscribe to continue',
  'subscribe to read',
  'subscribe to unlock',
  'subscribe now to',
  'to continue reading',
  'to keep reading',
  'to read the full',
  'unlock this article',
  'this article is for subscribers',
  'this content is for subscribers',
  'for subscribers only',
  'subscriber-only',
  'exclusive to subscribers',
  'already a subscriber',
  'already have an account',
  'create a free account',
  'jetzt weiterlesen mit',
  'um weiterzulesen',
  'réservé aux abonnés',
  'réservé à nos abonnés',
  'solo para suscriptores',
] as const;

const MISSING = ['page not found', '404', 'not found', 'seite nicht gefunden', 'page introuvable'] as const;

/** Pages that show a wall are short; a long text may well speak of cookies or subscriptions. In characters. */
const WALL_TEXT = 1_500;
const PAYWALL_TEXT = 2_500;

export type WallCode = 'ARTICLE_WALL' | 'ARTICLE_PAYWALL' | 'ARTICLE_MISSING';

/**
 * Whether a page shows a consent, login or robot check, the beginning of a text for subscribers, or its absence instead of a
 * text.
 * @param free false where the page states that its text is not open to everybody
 */
export function wallOf(pageTitle: string, text: string, free: boolean): WallCode | undefined {
  const title = plain(pageTitle.slice(0, 200));
  const body = plain(text.slice(0, PAYWALL_TEXT + 1));
  if (body.length <= WALL_TEXT) {
    if (MISSING.some((sign) => title.startsWith(sign) || title.endsWith(sign))) return 'ARTICLE_MISSING';
    if (WALLS.some((sign) => title.includes(sign) || body.includes(sign))) return 'ARTICLE_WALL';
  }
  if (body.length > PAYWALL_TEXT) return undefined;
  // Where it goes on for subscribers is said at the end of what is shown.
  const end = body.slice(Math.floor(body.length / 3));
  return !free || PAYWALLS.some((sign) => end.includes(sign)) ? 'ARTICLE_PAYWALL' : undefined;
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll('’', "'").replace(/\s+/g, ' ').trim();
}

/** Lines that pages put between the paragraphs of a text, without their punctuation. */
const FURNITURE = new Set([
  'advertisement',
  'advertising',
  'ad',
  'sponsored',
  'story continues below advertisement',
  'article continues below',
  'skip advertisement',
  'skip to content',
  'read more',
  'read also',
  'related',
  'related articles',
  'related stories',
  'recommended',
  'recommended stories',
  'more from',
  'share',
  'share this',
  'share this article',
  'share this story',
  'copy link',
  'listen to this article',
  'save',
  'print',
  'comments',
  'anzeige',
  'werbung',
  'publicité',
  'publicidad',
]);

/** A text without the lines that are the page's and not the story's, and without its own headline above it. */
export function withoutFurniture(text: string, headlines: readonly string[]): string {
  const heads = new Set(headlines.map(bare));
  const lines = text.split('\n');
  const kept = lines.filter((line, index) => {
    if (line === '') return true;
    const said = bare(line.slice(0, 600));
    return !FURNITURE.has(said) && !(index < 5 && heads.has(said));
  });
  return kept
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function bare(line: string): string {
  return line
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
