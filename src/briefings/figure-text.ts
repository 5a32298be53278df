import type { ItemView } from './item-view.js';

const SHOWN_FIGURES = 4;
const PLAIN = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 6 });
const COMPACT = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumSignificantDigits: 4 });
const POWER_SCALES: readonly (readonly [watts: number, unit: string])[] = [
  [1e9, 'GW'],
  [1e6, 'MW'],
  [1e3, 'kW'],
];

/** The amounts that an item turns on: those of its event, or of the story alone where the event has none. */
export function figureTexts(item: Pick<ItemView, 'keyFigures' | 'figures'>): string[] {
  return item.keyFigures.length > 0 ? keyFigureTexts(item) : storyFigureTexts(item);
}

/** `150 bn USD (deal) = 50 bn USD (equity) + 100 bn USD (cloud)`; amounts that sources differ on say so. */
function keyFigureTexts(item: Pick<ItemView, 'keyFigures'>): string[] {
  return item.keyFigures.slice(0, SHOWN_FIGURES).map((figure) => {
    const parts = (figure.parts ?? []).map(amountText);
    const whole = parts.length === 0 ? amountText(figure) : `${amountText(figure)} = ${parts.join(' + ')}`;
    return figure.disputed ? `${whole}, sources differ` : whole;
  });
}

function storyFigureTexts(item: Pick<ItemView, 'figures'>): string[] {
  return item.figures.map((figure) =>
    figure.of === undefined ? figure.text : `${figure.text} (${figure.of})`,
  );
}

function amountText({ kind, value, upTo, unit, of }: Omit<ItemView['keyFigures'][number], 'parts'>): string {
  const measure = of === '' || of.toLowerCase() === unit ? '' : ` (${of})`;
  if (kind === 'date') return `${new Date(value).toISOString().slice(0, 10)}${measure}`;
  const scale = kind === 'power' ? POWER_SCALES.find(([least]) => Math.abs(value) >= least) : undefined;
  const [one, shown] = scale ?? [1, unit];
  const number = (amount: number): string => (kind === 'money' ? COMPACT : PLAIN).format(amount / one);
  const range = upTo === undefined ? number(value) : `${number(value)}–${number(upTo)}`;
  return `${range} ${shown}${measure}`;
}
