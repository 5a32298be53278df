import type { MailItem, MailPassage, MailSource, MailWords } from './mail-words.js';

const FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const MUTED = 'color:#5b6470;';
const SMALL = 'font-size:13px;line-height:19px;';
const BODY = 'font-size:16px;line-height:25px;color:#1c2126;';

/** Phones and dark mode; a client that drops it shows the inline styles, which are complete. */
const STYLE = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
body{-webkit-text-size-adjust:100%}
a{text-decoration:underline}
@media (max-width:480px){.page{padding:0!important}.cell{padding-left:18px!important;padding-right:18px!important}.card{border-radius:0!important}}
@media (prefers-color-scheme:dark){
body,.page{background:#111417!important}
.card{background:#1b1f23!important;border-color:#2b3137!important}
.ink,.ink a.head{color:#e7eaed!important;text-decoration-color:#59636e!important}
.muted,.muted a{color:#a4adb7!important}
.link{color:#8ab4f8!important}
.rule{border-color:#2b3137!important}
.why{background:#20262d!important;color:#c9d1d9!important}
.mark{background:#3a2d12!important;color:#f3cd7d!important}
.mark-exploring{background:#1d3340!important;color:#9fd3f0!important}
}`;

/** Text of anybody as text of a page. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** The mail as HTML: one table of one column, no pictures, nothing that is loaded from anywhere. */
export function mailHtml(words: MailWords): string {
  const items = words.items.map(itemHtml).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(words.subject)}</title>
<style>${STYLE}
</style>
</head>
<body style="margin:0;padding:0;background:#f2f4f6;">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f2f4f6;padding:20px 10px;">
<tr><td align="center">
<!--[if mso]><table role="presentation" width="640" cellpadding="0" cellspacing="0"><tr><td><![endif]-->
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" style="max-width:640px;background:#ffffff;border:1px solid #e1e5e9;border-radius:10px;font-family:${FONT};text-align:left;">
<tr><td class="cell" style="padding:26px 30px 6px;">
<div class="muted" style="${MUTED}${SMALL}"><b>Scout</b> · your briefing</div>
<h1 class="ink" style="margin:8px 0 0;font-size:19px;line-height:28px;font-weight:600;color:#1c2126;">${escapeHtml(words.opening)}</h1>
</td></tr>
${items}
<tr><td class="cell muted" style="padding:18px 30px 26px;${MUTED}${SMALL}">
<div class="rule" style="border-top:1px solid #e1e5e9;padding-top:16px;">${footer(words)}</div>
</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</body>
</html>
`;
}

function footer({ links }: MailWords): string {
  const settings =
    links.settings === undefined ? '' : `${anchor(links.settings, 'Change what you get', MUTED)} · `;
  return `${settings}${anchor(links.unsubscribe, 'Unsubscribe', MUTED)}`;
}

function itemHtml(item: MailItem): string {
  return `<tr><td class="cell" style="padding:20px 30px 4px;">
<div class="rule" style="border-top:1px solid #e1e5e9;padding-top:20px;">
${markHtml(item)}<h2 class="ink" style="margin:0 0 8px;font-size:19px;line-height:26px;font-weight:650;color:#1c2126;">${item.place}. ${headline(item)}</h2>
${item.whatIsNew.map((passage) => `<p class="ink" style="margin:0 0 8px;${BODY}"><b>New:</b> ${passageHtml(passage)}</p>\n`).join('')}${
    item.lead.length === 0
      ? ''
      : `<p class="ink" style="margin:0 0 8px;${BODY}">${item.lead.map(passageHtml).join(' ')}</p>\n`
  }${item.statements.map((passage) => `<p class="ink" style="margin:0 0 6px;padding-left:14px;font-size:15px;line-height:22px;color:#1c2126;text-indent:-10px;">· ${passageHtml(passage)}</p>\n`).join('')}${
    item.figures === ''
      ? ''
      : `<p class="ink" style="margin:0 0 8px;font-size:15px;line-height:22px;color:#1c2126;"><b>Figures:</b> ${escapeHtml(item.figures)}</p>\n`
  }${whyHtml(item)}<p class="muted" style="margin:0;${MUTED}${SMALL}">${sourcesHtml(item)}</p>
</div>
</td></tr>`;
}

function markHtml({ mark }: MailItem): string {
  if (mark === undefined) return '';
  const exploring = mark !== 'Must know';
  const [background, colour] = exploring ? ['#e3f1f9', '#15506e'] : ['#fdf0d3', '#7a4d00'];
  return `<div style="margin:0 0 6px;"><span class="mark${exploring ? ' mark-exploring' : ''}" style="display:inline-block;padding:1px 8px;border-radius:9px;background:${background};color:${colour};font-size:12px;line-height:19px;font-weight:600;">${escapeHtml(mark)}</span></div>
`;
}

function headline({ headline: text, link }: MailItem): string {
  if (link === undefined) return escapeHtml(text);
  return `<a class="head" href="${escapeHtml(link)}" style="color:#1c2126;text-decoration-color:#b4bdc7;">${escapeHtml(text)}</a>`;
}

function passageHtml({ text, source }: MailPassage): string {
  return `${escapeHtml(text)} <span class="muted" style="${MUTED}font-size:13px;">(${sourceHtml(source)})</span>`;
}

function whyHtml({ why, whyLink }: MailItem): string {
  if (why.length === 0) return '';
  const more = whyLink === undefined ? '' : ` ${anchor(whyLink, 'More on why', 'color:#0b57d0;', 'link')}`;
  return `<p class="why" style="margin:4px 0 10px;padding:8px 12px;border-radius:6px;background:#f0f4fa;color:#33404d;font-size:14px;line-height:21px;"><b>Why this:</b> ${why.map(escapeHtml).join('<br>')}${more}</p>
`;
}

/** Its own source unless a passage has named it, who else told it, and the topics. */
function sourcesHtml({ source, also, topics, ...passages }: MailItem): string {
  const cited = [...passages.whatIsNew, ...passages.lead, ...passages.statements];
  const named = cited.some((passage) => passage.source.name === source.name);
  return [
    ...(named ? [] : [sourceHtml(source)]),
    ...(also.length === 0 ? [] : [`Reported by ${also.map(sourceHtml).join(', ')}`]),
    ...(topics === '' ? [] : [`Topics: ${escapeHtml(topics)}`]),
  ].join('<br>');
}

function sourceHtml({ name, link }: MailSource): string {
  return link === undefined ? escapeHtml(name) : anchor(link, name, MUTED);
}

function anchor(href: string, text: string, style: string, className = ''): string {
  const named = className === '' ? '' : `class="${className}" `;
  return `<a ${named}href="${escapeHtml(href)}" style="${style}">${escapeHtml(text)}</a>`;
}
