/** Bodies up to this size share memory, bytes: a page of a feed in its usual size. */
const BLOCK_BYTES = 256 * 1024;
/** Blocks that wait to be used again, at most. */
const MOST_FREE = 64;

/** A body, and what is to be called once it has been sent; where it never is, nothing is lost but the memory. */
export interface LentBody {
  readonly bytes: Buffer;
  readonly release: () => void;
}

/**
 * Memory for bodies that are put together for one answer each. Memory of this size that is allocated and thrown away for every
 * answer is returned to the operating system by whole collections of the old generation, which come the sooner the more of it
 * there is.
 */
export class BodyMemory {
  private readonly free: Buffer[] = [];

  /** Puts pieces together, texts as UTF-8. */
  join(pieces: readonly (string | Buffer)[]): LentBody {
    let most = 0;
    // A UTF-16 code unit takes three bytes at most.
    for (const piece of pieces) most += typeof piece === 'string' ? 3 * piece.length : piece.length;
    const lent = most <= BLOCK_BYTES;
    const block = lent
      ? (this.free.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES))
      : Buffer.allocUnsafeSlow(most);
    let end = 0;
    for (const piece of pieces) {
      end += typeof piece === 'string' ? block.write(piece, end) : piece.copy(block, end);
    }
    let released = !lent;
    return {
      bytes: block.subarray(0, end),
      release: () => {
        if (released) return;
        released = true;
        if (this.free.length < MOST_FREE) this.free.push(block);
      },
    };
  }
}
