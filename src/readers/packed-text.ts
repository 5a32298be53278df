/*
 * Numbers as a text of code units 0 to 255. Such a text takes one byte a number, a few more in all, and the garbage collector looks
 * after it: small pieces are cheaper than as typed arrays, which cost some two hundred bytes each.
 */

const double = new Float64Array(1);
const octets = new Uint8Array(double.buffer);
/** More arguments than this some engines do not take in one call. */
const PIECE = 4_096;

/** Writes numbers one after the other. */
export class TextWriter {
  private readonly units: number[] = [];

  /** A whole number from 0 to 2^31 − 1; one byte below 128. */
  whole(value: number): void {
    let rest = value;
    for (; rest > 127; rest >>>= 7) this.units.push((rest & 127) | 128);
    this.units.push(rest);
  }

  /** Any number, to the last bit: eight bytes. */
  float(value: number): void {
    double[0] = value;
    for (const octet of octets) this.units.push(octet);
  }

  text(): string {
    let text = '';
    for (let at = 0; at < this.units.length; at += PIECE) {
      text += String.fromCharCode(...this.units.slice(at, at + PIECE));
    }
    return text;
  }
}

/** Reads the numbers in the order in which they were written. */
export class TextReader {
  private at = 0;

  constructor(private readonly text: string) {}

  /** How far it has been read. */
  get place(): number {
    return this.at;
  }

  /** What was read since a place, as it is written. */
  since(place: number): string {
    return this.text.slice(place, this.at);
  }

  whole(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const unit = this.text.charCodeAt(this.at++);
      value |= (unit & 127) << shift;
      if (unit < 128) return value;
    }
  }

  float(): number {
    for (let k = 0; k < 8; k++) octets[k] = this.text.charCodeAt(this.at++);
    return double[0]!;
  }
}
