/** A free text and the ids that a careful reader would accept for it. */
export interface TitleCase {
  readonly text: string;
  readonly accepted: readonly string[];
}

/** One case a line: `text > id | id`. */
export function cases(lines: string): readonly TitleCase[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => {
      const [text, ids] = line.split(' > ');
      return { text: text!, accepted: ids!.split(' | ') };
    });
}
