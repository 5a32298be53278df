import pg from 'pg';

/** PostgreSQL's own numbers of the types read differently here (`SELECT oid FROM pg_type`). */
const oid = { bigint: 20, date: 1082, textArray: 1009, bigintArray: 1016, dateArray: 1182 };

type Parser = (text: string) => unknown;
// The typings know only the driver's list of scalar types; the driver takes every number.
const driversParser = pg.types.getTypeParser as unknown as (
  type: number,
  format: 'text' | 'binary',
) => Parser;
const textArray = driversParser(oid.textArray, 'text') as (text: string) => (string | null)[];

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
