import { isQuestion, quotationOf, withoutQuotations } from './quotations.js';

describe('quotations', () => {
  it.each([
    ['“We will hire in every country,” said Ann Lee, who runs Acme.', 'Ann Lee'],
    [
      '“We will hire in every country,” Acme spokesperson Ann Lee told reporters.',
      'Acme spokesperson Ann Lee',
    ],
    ['Ann Lee, the founder of Acme, said: “We will hire in every country.”', 'Ann Lee'],
    ['In a reply to Beta’s letter, Acme says the claim is “without any merit at all.”', 'Acme'],
    [
      'According to the Federal Trade Commission, the fees were “unfair and hidden from buyers.”',
      'the Federal Trade Commission',
    ],
  ])('%s', (sentence, speaker) => {
    expect(quotationOf(sentence)).toEqual({ quotes: true, speaker });
  });

  it.each([
    '“We will hire in every country,” he said.',
    'The company added that “we will hire in every country.”',
  ])('names nobody: %s', (sentence) => {
    expect(quotationOf(sentence)).toEqual({ quotes: true });
  });

  it('a term in quotation marks is no quotation', () => {
    expect(quotationOf('The so-called “super app” arrives in May.')).toEqual({ quotes: false });
    expect(withoutQuotations('The “super app” is “late by almost a year” now.')).toBe(
      'The super app is ¶ now.',
    );
  });

  it('only who tells can ask, not who is quoted', () => {
    expect(isQuestion('Will it last?')).toBe(true);
    expect(isQuestion('“Why now? Because we can,” said Ann Lee.')).toBe(false);
  });
});
