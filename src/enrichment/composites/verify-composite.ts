import type { AttributionSpan, Composite, CompositeSource, KeyFigure, Statement } from '../composite.js';
import { MOST_LEAD_WORDS } from './composite-lead.js';
import { wordCount } from './composite-reports.js';
import { quotationOf } from '../text/quotations.js';
import { MOST_STATEMENTS } from './statement-choice.js';

/** Rounding that the sum of a total's parts may show. */
const SUM_TOLERANCE = 0.02;

/**
 * What is wrong with a composite, one sentence each; empty where every word of it is found in the stored fields of its
 * sources at the place that it names, its numbers are in bounds, nothing is told twice and every quotation has its speaker.
 */
export function verifyComposite(composite: Composite, sources: readonly CompositeSource[]): string[] {
  const problems: string[] = [];
  const byId = new Map(sources.map((source) => [source.id, source]));
  const wordsAt = ({ story, field, start, end }: AttributionSpan): string | undefined => {
    const text = byId.get(story)?.[field];
    const within = Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end;
    return text === undefined || !within || end > text.length ? undefined : text.slice(start, end);
  };
  const { headline, headlineFrom, lead, leadFrom, statements, figures } = composite;
  if (wordsAt(headlineFrom) !== headline) problems.push('the headline is not what its source says');
  if (wordCount(lead) > MOST_LEAD_WORDS) problems.push(`the lead has ${wordCount(lead)} words`);
  if (leadFrom.map(({ text }) => text).join(' ') !== lead) problems.push('the lead is not its statements');
  if (statements.length > MOST_STATEMENTS) problems.push(`there are ${statements.length} statements`);
  const seen = new Set<string>();
  for (const [at, statement] of [...leadFrom, ...statements].entries()) {
    const name = at < leadFrom.length ? `lead ${at + 1}` : `statement ${at + 1 - leadFrom.length}`;
    if (wordsAt(statement) !== statement.text) problems.push(`${name} is not what its source says`);
    if (seen.has(statement.text)) problems.push(`${name} is told twice`);
    seen.add(statement.text);
    problems.push(...speakerProblems(statement).map((what) => `${name} ${what}`));
    for (const id of statement.alsoIn) {
      if (id === statement.story || !byId.has(id)) problems.push(`${name} claims agreement of '${id}'`);
    }
  }
  for (const [at, figure] of figures.entries()) {
    problems.push(...figureProblems(figure, wordsAt).map((what) => `figure ${at + 1} ${what}`));
  }
  return problems;
}

function speakerProblems({ text, speaker, field }: Statement): string[] {
  if (speaker !== undefined) return text.includes(speaker) ? [] : ['names a speaker whom it does not name'];
  return field !== 'title' && quotationOf(text).quotes ? ['quotes without a speaker'] : [];
}

function figureProblems(
  { value, says, parts }: KeyFigure,
  wordsAt: (span: AttributionSpan) => string | undefined,
): string[] {
  const problems: string[] = [];
  if (!Number.isFinite(value)) problems.push('is no number');
  if (says.length === 0) problems.push('has no source');
  if (says.some((claim) => !Number.isFinite(claim.value) || wordsAt(claim) === undefined)) {
    problems.push('is not where it claims to be');
  }
  if (parts === undefined) return problems;
  const sum = parts.reduce((total, part) => total + part.value, 0);
  if (Math.abs(sum - value) > SUM_TOLERANCE * Math.abs(value)) problems.push('is not the sum of its parts');
  return [...problems, ...parts.flatMap((part) => figureProblems(part, wordsAt))];
}
