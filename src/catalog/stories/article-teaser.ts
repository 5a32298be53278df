/** Shorter than this a text is a teaser whatever it says, in characters; a short report has two or three times as many. */
const SHORT = 600;
/** Longer than this a text is one, however it ends. */
const LONG = 3_000;

/** How feeds end a text that goes on elsewhere. */
const GOES_ON =
  /(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\[&#8230;\]|(?:read|see|view|learn|find out) more|(?:continue|keep) reading|(?:read|view) (?:the )?(?:full|whole|entire|complete|rest)[a-z ]{0,30}|weiterlesen|mehr lesen|lire la suite|leer más|seguir leyendo|leggi tutto|lees verder|läs mer|czytaj dalej|читать далее)[\s.…»›>→\])]{0,8}$/iu;
/** What WordPress writes under every text, whole or not. */
const CREDIT = /\s*The post .{1,400} (?:first )?appeared (?:first )?on .{1,200}$/su;

/** Whether a feed gives only the beginning of a story, or its headline: then the page has the text. */
export function isTeaser(story: { readonly summary: string | null; readonly text: string | null }): boolean {
  const text = teaserOf(story);
  if (text.length < SHORT) return true;
  return text.length < LONG && GOES_ON.test(text.slice(-120));
}

/** All that the feed tells of the story: the longer of text and summary. */
export function teaserOf(story: { readonly summary: string | null; readonly text: string | null }): string {
  const { summary, text } = story;
  const longer = (text?.length ?? 0) >= (summary?.length ?? 0) ? text : summary;
  const whole = longer ?? '';
  const credit = CREDIT.exec(whole.slice(-800));
  return credit ? whole.slice(0, whole.length - credit[0].length).trimEnd() : whole;
}
