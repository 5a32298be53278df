import { InvalidArgumentError } from 'commander';

/** Parsers of option values; a wrong one is wrong usage (exit 2) and names the option. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`must be a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** RFC 3339 with a zone, or a date alone (midnight UTC). */
export function moment(text: string): Date {
  const at = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text)
    ? Date.parse(text)
    : NaN;
  if (Number.isNaN(at)) throw new InvalidArgumentError('must be a time such as 2026-01-08T07:00:00Z.');
  return new Date(at);
}

/** A share from 0 up to, but not, 1. */
export function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value < 1))
    throw new InvalidArgumentError('must be a share from 0 to less than 1, such as 0.8.');
  return value;
}

/** `--json`: one JSON document instead of text. */
export interface Json {
  readonly json?: boolean;
}
