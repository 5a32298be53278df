import { sentenceSpans } from './sentence-spans.js';

const cut = (text: string): string[] =>
  sentenceSpans(text, 50).map(({ start, end }) => text.slice(start, end));

describe('sentences of a text', () => {
  it.each([
    ['One is here. Two is there.', ['One is here.', 'Two is there.']],
    [
      'Dr. Lee of Acme Inc. paid $2.5 million. It closed.',
      ['Dr. Lee of Acme Inc. paid $2.5 million.', 'It closed.'],
    ],
    ['It opened at 9 a.m. The doors stayed shut.', ['It opened at 9 a.m.', 'The doors stayed shut.']],
    ['The case Lee v. Acme goes on. Both wait.', ['The case Lee v. Acme goes on.', 'Both wait.']],
    ['J. R. Stone runs it. He owns it.', ['J. R. Stone runs it.', 'He owns it.']],
    ['The U.S. Treasury sold bonds. Yields fell!', ['The U.S. Treasury sold bonds.', 'Yields fell!']],
  ])('%s', (text, sentences) => {
    expect(cut(text)).toEqual(sentences);
  });

  it('never cuts a quotation, and keeps who said it', () => {
    expect(cut('“We grew. We will grow,” said Ann Lee. Shares rose.')).toEqual([
      '“We grew. We will grow,” said Ann Lee.',
      'Shares rose.',
    ]);
    expect(cut('"We grew. It was fun." The market yawned.')).toEqual([
      '"We grew. It was fun."',
      'The market yawned.',
    ]);
  });

  it('takes a quotation mark that nobody closes for a stray sign', () => {
    expect(cut('A 27" screen came. “It sold out. Fans wept.')).toHaveLength(3);
  });

  it('separates what a page has glued together, but no name', () => {
    expect(cut('Data was stolen.More than a million are hit.')).toEqual([
      'Data was stolen.',
      'More than a million are hit.',
    ]);
    expect(cut('Character.AI settled with Node.js users.')).toHaveLength(1);
  });

  it('ends at a blank line, and leaves out what has no end', () => {
    expect(cut('A heading\n\nThe plant opened. It runs on')).toEqual(['The plant opened.']);
  });
});
