import pg from 'pg';

/** PostgreSQL's own numbers of the types read differently here (`SELECT oid FROM pg_type`). */
const oid = { bigint: 20, date: 1082, textArray: 1009, bigintArray: 1016, dateArray: 1182 };

type Parser = (text: string) => unknown;
// The typings know only the driver's list of scalar types; the driver takes every number.
const driversParser = pg.types.getTypeParser as unknown as (
  type: number,
  format: 'text' | 'binary',
) => Parser;
const driversArray = driversParser(oid.textArray, 'text') as (text: string) => (string | null)[];

/** Most arrays are short lists of ids without a character that has to be escaped; of those the driver's parser makes a small mountain. */
function textArray(text: string): (string | null)[] {
  if (text === '{}') return [];
  // Quoted items, arrays of arrays, and bounds before the braces.
  if (!text.startsWith('{') || text.includes('"') || text.includes('{', 1)) return driversArray(text);
  return text
    .slice(1, -1)
    .split(',')
    .map((item) => (item === 'NULL' ? null : item));
}

/** @throws RangeError beyond 2^53, where a number would silently be another one */
function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`The bigint ${text} does not fit a number.`);
  return value;
}

const parsers = new Map<number, Parser>([
  [oid.bigint, safeInteger],
  [oid.bigintArray, (text) => textArray(text).map((item) => (item === null ? null : safeInteger(item)))],
  [oid.date, (text) => text],
  [oid.dateArray, textArray],
  [oid.textArray, textArray],
]);

/**
 * How column values become JavaScript values in Scout's own connection pool (other pools of the process keep the
 * driver's ways): `bigint` as number, and `date` as `YYYY-MM-DD`, because the driver would make it midnight in the
 * machine's zone.
 */
export const pgTypes: pg.CustomTypesConfig = {
  getTypeParser: (type: number, format: 'text' | 'binary' = 'text') =>
    (format === 'text' ? parsers.get(type) : undefined) ?? driversParser(type, format),
};

/**
 * A parameter as the driver is to get it. An array of numbers or of moments is written here: the driver escapes each number like a text
 * and puts each moment into the machine's zone, which for a page of rows takes longer than anything else of the statement.
 */
export function parameter(value: unknown): unknown {
  if (!Array.isArray(value) || value.length === 0) return value;
  if (value.every((item) => typeof item === 'number')) return `{${value.join()}}`;
  if (value.every(isPlainMoment)) return `{${value.map((item) => item.toISOString()).join()}}`;
  return value;
}

/** Not one of before Christ or after 9999, which ISO writes otherwise than PostgreSQL does. */
function isPlainMoment(item: unknown): item is Date {
  return item instanceof Date && item.getTime() >= FIRST_MOMENT && item.getTime() < END_OF_MOMENTS;
}

const FIRST_MOMENT = Date.parse('0001-01-01T00:00:00Z');
const END_OF_MOMENTS = Date.parse('+010000-01-01T00:00:00Z');
