import { WEIGHTS } from '../ranking/ranking-profile.js';
import { cameIn, type Doubling, fellOut, type ListPair, meanMove } from './ranking-picture-data.js';

const WIDTH = 1040;
const MARGIN = 20;
const COLUMN = (WIDTH - 2 * MARGIN) / 3;
const LINE = 20;
const HEAD = 76;
/** Heading of a weight, above its three charts. */
const TITLE = 34;
const GAP = 18;
/** From a column's left edge: numbers of places end at the first, the lines run between the other two. */
const [NUMBER, FROM, TO] = [14, 24, 70] as const;
/** Characters of a headline that fit beside a chart. */
const LABEL = 33;

const OVERVIEW_TITLE = 'How far a story moves when one weight is doubled';

/** Colours of both themes; a card of its own keeps the picture legible on any page. */
const STYLE = `<style>
svg{--card:#fff;--edge:#d8dee4;--ink:#1f2328;--soft:#59636e;--same:#a0a9b3;--up:#0a69c7;--down:#b35900;--new:#1a7f37;--out:#b3271e;--heat:10,105,199}
@media (prefers-color-scheme:dark){svg{--card:#14181d;--edge:#3a424c;--ink:#e6edf3;--soft:#9aa5b1;--same:#626d79;--up:#6cb6ff;--down:#f0a04b;--new:#56d364;--out:#ff8078;--heat:108,182,255}}
text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;fill:var(--ink)}
.card{fill:var(--card);stroke:var(--edge)}.h{font-size:15px;font-weight:600}.s{fill:var(--soft)}.r{text-anchor:end}.m{text-anchor:middle}.b{font-weight:600}
path{fill:none;stroke-width:2.2}.same path{stroke:var(--same);stroke-width:1.6}.up path{stroke:var(--up)}.down path{stroke:var(--down)}.new path{stroke:var(--new)}.out path{stroke:var(--out);stroke-dasharray:4 3}
.same circle{fill:var(--same)}.up circle,.up .d{fill:var(--up)}.down circle,.down .d{fill:var(--down)}.new circle,.new .d{fill:var(--new)}.out circle,.out .d{fill:var(--out)}.out .l{fill:var(--soft)}
.rule{stroke:var(--edge);stroke-width:1}
</style>`;

/** A text alternative of one doubling: who of the readers sees what change. */
export function doublingInWords({ weight, from, to, lists }: Doubling): string {
  const told = lists.map((pair) => `${pair.reader.name}: ${changeInWords(pair)}`);
  return `${weight} ${from} → ${to}. ${told.join('. ')}.`;
}

/** A text alternative of the table: how far the stories of each reader move. */
export function overviewInWords(rows: readonly Doubling[]): string {
  const readers = rows[0]!.lists.map(({ reader }) => reader.name).join(', ');
  const moves = rows.map(({ weight, lists }) => {
    return `${weight} ${lists.map((pair) => meanMove(pair).toFixed(1)).join(', ')}`;
  });
  return `${OVERVIEW_TITLE}, mean number of places for ${readers}: ${moves.join('; ')}.`;
}

/**
 * Slope charts of some weights, one row each and a column for each reader: left the places with the defaults, right with the weight
 * twice as large.
 */
export function slopePicture(heading: string, rows: readonly Doubling[]): string {
  const parts: string[] = [];
  let y = HEAD;
  for (const row of rows) {
    parts.push(
      `<path class="rule" d="M${MARGIN} ${y}H${WIDTH - MARGIN}"/>`,
      `<text x="${MARGIN}" y="${y + 22}"><tspan class="h">${row.weight}</tspan> <tspan dx="6" class="b">${row.from} → ${row.to}</tspan><tspan dx="10" class="s">${escaped(WEIGHTS[row.weight].about)}</tspan></text>`,
    );
    row.lists.forEach((pair, at) => {
      const x = MARGIN + at * COLUMN;
      parts.push(`<g transform="translate(${x} ${y + TITLE})">${slopes(pair)}</g>`);
    });
    const lines = Math.max(...row.lists.map(linesOf));
    y += TITLE + lines * LINE + GAP;
  }
  const readers = rows[0]!.lists.map(({ reader }, at) => {
    const x = MARGIN + at * COLUMN;
    return `<text class="b" x="${x}" y="${HEAD - 28}">${escaped(reader.name)}</text><text class="s" x="${x}" y="${HEAD - 12}">${escaped(reader.work)}</text>`;
  });
  const legend = `<text class="r s" x="${WIDTH - MARGIN}" y="26">left: defaults · right: doubled · ▲▼ places moved · + came in · × fell out · ⇄ another report of it</text>`;
  return svg(y, heading, rows.map(doublingInWords).join(' '), [
    `<text class="h" x="${MARGIN}" y="26">${escaped(heading)}</text>`,
    legend,
    ...readers,
    ...parts,
  ]);
}

/** A table of weight × reader, shaded by the mean number of places that a story moves. */
export function overviewPicture(rows: readonly Doubling[]): string {
  const [names, cell, height, top] = [206, 206, 30, 76];
  const moves = rows.map((row) => row.lists.map(meanMove));
  const most = Math.max(...moves.flat());
  const parts = rows.flatMap((row, i) => {
    const y = top + i * height;
    const cells = row.lists.map((pair, at) => {
      const x = MARGIN + names + at * cell;
      const move = moves[i]![at]!;
      const came = cameIn(pair).length;
      const text = move === 0 ? 'no change' : `${move.toFixed(1)}${came === 0 ? '' : `, ${came} new`}`;
      const shade = `fill="rgb(var(--heat))" fill-opacity="${((0.6 * move) / most).toFixed(2)}"`;
      return `<g><title>${escaped(`${row.weight}, ${pair.reader.name}: ${changeInWords(pair)}`)}</title><rect x="${x}" y="${y}" width="${cell - 4}" height="${height - 4}" rx="4" ${shade} stroke="var(--edge)"/><text class="m${move === 0 ? ' s' : ''}" x="${x + (cell - 4) / 2}" y="${y + 17}">${text}</text></g>`;
    });
    const label = `<text x="${MARGIN}" y="${y + 17}"><tspan class="b">${row.weight}</tspan><tspan dx="6" class="s">${row.from} → ${row.to}</tspan></text>`;
    return [label, ...cells];
  });
  const readers = rows[0]!.lists.map(({ reader }, at) => {
    const x = MARGIN + names + at * cell + (cell - 4) / 2;
    return `<text class="m b" x="${x}" y="50">${escaped(reader.name)}</text><text class="m s" x="${x}" y="66">${escaped(reader.work)}</text>`;
  });
  return svg(
    top + rows.length * height + 12,
    OVERVIEW_TITLE,
    overviewInWords(rows),
    [
      `<text class="h" x="${MARGIN}" y="26">${OVERVIEW_TITLE}, mean number of places</text>`,
      ...readers,
      ...parts,
    ],
    2 * MARGIN + names + 3 * cell - 4,
  );
}

function svg(
  height: number,
  title: string,
  description: string,
  parts: readonly string[],
  width = WIDTH,
): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">
<title id="title">${escaped(title)}</title>
<desc id="description">${escaped(description)}</desc>
${STYLE}
<rect class="card" x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8"/>
${parts.join('\n')}
</svg>
`;
}

function linesOf(pair: ListPair): number {
  return isSame(pair) ? 1 : pair.after.length + fellOut(pair).length;
}

function isSame({ before, after, retold }: ListPair): boolean {
  return retold.size === 0 && after.every((id, now) => before[now] === id);
}

/** One chart: a line for each story of either list; what fell out ends below the new list. */
function slopes(pair: ListPair): string {
  const { before, after, headlines, retold } = pair;
  if (isSame(pair)) return `<text class="s" x="0" y="14">The list stays as it is.</text>`;
  const gone = fellOut(pair);
  const y = (place: number): number => place * LINE + 10;
  const numbers = before.map((_, i) => `<text class="r s" x="${NUMBER}" y="${y(i) + 4}">${i + 1}</text>`);
  const lines = [...after, ...gone].map((id, now) => {
    const was = before.indexOf(id);
    const moved = was - now;
    const kind = gone.includes(id)
      ? 'out'
      : was < 0
        ? 'new'
        : moved === 0
          ? 'same'
          : moved > 0
            ? 'up'
            : 'down';
    const mark = { out: '×', new: '+', same: '', up: `▲${moved}`, down: `▼${-moved}` }[kind];
    const middle = (FROM + TO) / 2;
    const line =
      was < 0
        ? `M${middle} ${y(now)}H${TO}`
        : `M${FROM} ${y(was)}C${middle} ${y(was)} ${middle} ${y(now)} ${TO} ${y(now)}`;
    const start = was < 0 ? '' : `<circle cx="${FROM}" cy="${y(was)}" r="3"/>`;
    const end = kind === 'out' ? '' : `<circle cx="${TO}" cy="${y(now)}" r="3"/>`;
    const title = `${retold.has(id) ? '⇄ ' : ''}${headlines.get(id)!}`;
    return `<g class="${kind}"><title>${escaped(title)}</title><path d="${line}"/>${start}${end}<text class="d b m" x="${TO + 15}" y="${y(now) + 4}">${mark}</text><text class="l" x="${TO + 29}" y="${y(now) + 4}">${escaped(shortened(title))}</text></g>`;
  });
  // Lines that moved are drawn over those that stayed.
  return [
    ...numbers,
    ...lines.sort((a, b) => Number(b.includes('"same"')) - Number(a.includes('"same"'))),
  ].join('');
}

function changeInWords(pair: ListPair): string {
  const moved = pair.after.filter((id, now) => pair.before.includes(id) && pair.before[now] !== id).length;
  const came = cameIn(pair).length;
  if (moved === 0 && came === 0) return 'no change';
  const parts = [`${moved} of ${pair.after.length} change place`, ...(came === 0 ? [] : [`${came} new`])];
  return parts.join(', ');
}

/** A headline cut to fit, between words where that costs little. */
function shortened(title: string): string {
  if (title.length <= LABEL) return title;
  const cut = title.slice(0, LABEL);
  const words = cut.slice(0, cut.lastIndexOf(' '));
  return `${(words.length >= LABEL - 9 ? words : cut).replace(/[\s,:;.–-]+$/u, '')}…`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
