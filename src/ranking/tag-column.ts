import type { Steps } from './steps.js';

/** Stories that are looked at in one piece, whatever is made of them. */
export const PIECE = 500;

/**
 * One kind of tag over all stories, both ways: by story (rows) and by tag (postings), as compressed sparse rows. The tags of row
 * i are `rowTag` and `rowValue` from `rowStart[i]` to before `rowStart[i + 1]`; the stories of a tag likewise by `postStart`.
 */
export interface TagColumn {
  /** By code: `rowTag` and `postStart` know a tag by its place in here. */
  readonly ids: readonly string[];
  /** Id → code. */
  readonly index: ReadonlyMap<string, number>;
  readonly rowStart: Int32Array;
  readonly rowTag: Int32Array;
  readonly rowValue: Float32Array;
  readonly postStart: Int32Array;
  readonly postStory: Int32Array;
  readonly postValue: Float32Array;
}

/** Adds `weight · value` of every story that has the tag to `sums`, which has one place for each row of the pool. */
export function addPosting(sums: Float32Array, column: TagColumn, code: number, weight: number): void {
  for (let k = column.postStart[code]!; k < column.postStart[code + 1]!; k++) {
    sums[column.postStory[k]!]! += weight * column.postValue[k]!;
  }
}

/** Ids in the order in which they come, and the tags of one row after the other. */
class TagRows {
  readonly ids: string[] = [];
  readonly index = new Map<string, number>();
  private readonly start: Int32Array;
  private readonly tags: number[] = [];
  private readonly values: number[] = [];
  private rows = 0;

  constructor(rows: number) {
    this.start = new Int32Array(rows + 1);
  }

  add(id: string, value: number): void {
    let code = this.index.get(id);
    if (code === undefined) {
      code = this.ids.length;
      this.ids.push(id);
      this.index.set(id, code);
    }
    this.tags.push(code);
    this.values.push(value);
  }

  endRow(): void {
    this.start[++this.rows] = this.tags.length;
  }

  *column(): Steps<TagColumn> {
    const { ids, index, start: rowStart } = this;
    const rowTag = Int32Array.from(this.tags);
    const rowValue = Float32Array.from(this.values);
    yield;
    const column = { ids, index, rowStart, rowTag, rowValue };
    return { ...column, ...postings(ids.length, rowStart, rowTag, rowValue) };
  }
}

/** Builds the column of some rows, in pieces. */
export function* tagColumnSteps<Row>(
  rows: readonly Row[],
  tagsOf: (row: Row) => readonly (readonly [string, number])[],
): Steps<TagColumn> {
  const tags = new TagRows(rows.length);
  for (const [i, row] of rows.entries()) {
    if (i % PIECE === PIECE - 1) yield;
    for (const [id, value] of tagsOf(row)) tags.add(id, value);
    tags.endRow();
  }
  return yield* tags.column();
}

/** The same by tag, the rows of each ascending. */
export function postings(
  tags: number,
  rowStart: Int32Array,
  rowTag: Int32Array | Uint16Array,
  rowValue: Float32Array,
): Pick<TagColumn, 'postStart' | 'postStory' | 'postValue'> {
  const postStart = new Int32Array(tags + 1);
  for (const tag of rowTag) postStart[tag + 1]!++;
  for (let tag = 0; tag < tags; tag++) postStart[tag + 1]! += postStart[tag]!;
  const next = postStart.slice(0, tags);
  const postStory = new Int32Array(rowTag.length);
  const postValue = new Float32Array(rowTag.length);
  for (let story = 0; story + 1 < rowStart.length; story++) {
    for (let k = rowStart[story]!; k < rowStart[story + 1]!; k++) {
      const slot = next[rowTag[k]!]!++;
      postStory[slot] = story;
      postValue[slot] = rowValue[k]!;
    }
  }
  return { postStart, postStory, postValue };
}
