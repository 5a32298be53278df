import { escapeHtml } from './mail-html.js';

/** What a page that a reader opens from a mail may do: show its own text and send its own form. */
export const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export const HTML_TYPE = 'text/html; charset=utf-8';

const STYLE = `:root{color-scheme:light dark}
body{margin:0;padding:12vh 20px 40px;font:17px/1.55 -apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;background:#f2f4f6;color:#1c2126}
main{max-width:34rem;margin:0 auto;padding:28px 30px;background:#fff;border:1px solid #e1e5e9;border-radius:10px}
h1{margin:0 0 12px;font-size:22px;line-height:1.35}p,ul{margin:0 0 16px}
button{font:inherit;font-weight:600;padding:9px 18px;border:0;border-radius:6px;background:#0b57d0;color:#fff;cursor:pointer}
.muted{color:#5b6470;font-size:14px}
@media (prefers-color-scheme:dark){body{background:#111417;color:#e7eaed}main{background:#1b1f23;border-color:#2b3137}button{background:#8ab4f8;color:#10151a}.muted{color:#a4adb7}a{color:#8ab4f8}}`;

/** A small page for a reader. @param body HTML, with the text of others escaped */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><main>
<h1>${escapeHtml(title)}</h1>
${body}
</main></body>
</html>
`;
}
