import type { TitleMatch } from '../readers/match-title.js';

/** A free text and the ids that a careful reader would accept for it. */
export interface LabelledTitle {
  readonly text: string;
  readonly accepted: readonly string[];
}

/** How well free text is understood; shares from 0 to 1. */
export interface TitleQuality {
  readonly of: 'roles' | 'industries';
  readonly titles: number;
  readonly right: number;
  /** Where the match says that it may be taken without asking. */
  readonly sure: number;
  readonly rightWhereSure: number;
}

/** Free text against the ids accepted by hand. */
export function measureTitles(
  of: TitleQuality['of'],
  cases: readonly LabelledTitle[],
  match: (text: string) => TitleMatch<string>,
): TitleQuality {
  const answers = cases.map(({ text, accepted }) => {
    const { id, sure } = match(text);
    return { right: accepted.includes(id), sure };
  });
  const sure = answers.filter((answer) => answer.sure);
  return {
    of,
    titles: cases.length,
    right: rightOf(answers),
    sure: cases.length === 0 ? 0 : sure.length / cases.length,
    rightWhereSure: rightOf(sure),
  };
}

function rightOf(answers: readonly { readonly right: boolean }[]): number {
  return answers.length === 0 ? 0 : answers.filter(({ right }) => right).length / answers.length;
}
