interface PieceType<Piece> {
  new (buffer: ArrayBuffer, from: number, length: number): Piece;
  readonly BYTES_PER_ELEMENT: number;
}

/** Rows some more than are asked for, so that a piece also fits the next pool, which may have a few more. */
const HEADROOM = 1.125;

/**
 * Arrays that one pool is done with and the next one writes into. New arrays lie outside the heap and count as pressure on it: with
 * thousands at once V8 marks some milliseconds at each of them, and then collects everything.
 */
export class Pieces<Piece extends { readonly buffer: ArrayBufferLike }> {
  private readonly free: ArrayBufferLike[] = [];

  /** @param most bytes that are kept for the next pool */
  constructor(
    private readonly type: PieceType<Piece>,
    private readonly most: number,
  ) {}

  /** What an array of so many numbers takes. */
  bytesOf(length: number): number {
    return Math.ceil(HEADROOM * length) * this.type.BYTES_PER_ELEMENT;
  }

  /** An array of so many numbers, of whatever value. */
  take(length: number): Piece {
    const bytes = length * this.type.BYTES_PER_ELEMENT;
    const known = this.free.pop();
    if (known !== undefined && known.byteLength >= bytes && known.byteLength < 2 * this.bytesOf(length))
      return new this.type(known as ArrayBuffer, 0, length);
    // What is kept is of a pool of another size.
    this.free.length = 0;
    return new this.type(new ArrayBuffer(this.bytesOf(length)), 0, length);
  }

  /** Nobody reads it from now on. */
  give({ buffer }: Piece): void {
    if ((this.free.length + 1) * buffer.byteLength <= this.most) this.free.push(buffer);
  }
}
