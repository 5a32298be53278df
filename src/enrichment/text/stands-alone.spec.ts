import { standsAlone } from './stands-alone.js';

const isName = (word: string): boolean => /^(?:Acme|Beta|Ann|Lee|Google)$/.test(word);

describe('a sentence that stands alone', () => {
  it.each([
    'Acme will buy Beta for $5 billion in cash by the end of June.',
    'The deal gives Acme its first plant in Europe and 900 workers.',
    'Acme said it would keep the name of its rival for two years.',
    'In June, Acme said that it would close its plant in the north.',
    'iPhone sales at Acme stores rose by a third in the quarter.',
    'Last year Ann Lee told her staff to expect a leaner company.',
    'Analysts expect revenue of $2bn a year across the industry by then.',
  ])('%s', (sentence) => {
    expect(standsAlone(sentence, isName)).toBe(true);
  });

  it.each([
    ['a pronoun', 'He said the plant in the north would have to close.'],
    ['a pronoun behind an adverbial', 'In June, it said that the plant would have to close.'],
    ['a link to what was said', 'However, Acme will close the plant in the north.'],
    ['a link at some length', 'As part of that promise, Acme will close the plant.'],
    ['somebody who was named before', 'The company will close the plant in the north in June.'],
    ['the same further on', 'On Friday, June 12, the company received a letter from the state.'],
    ['something that happened before', 'The decision came after months of talks about pay.'],
    ['pointing words', 'Acme said these changes would come into force in June.'],
    ['the writer', 'Acme told us that the plant in the north would close.'],
    ['a question', 'Will Acme really close the plant in the north this summer?'],
    ['an unfinished end', 'Acme will close the plant in the north and then…'],
    ['the words of a picture', 'Ann Lee speaks to reporters at Acme in Ohio, Canada on June 16, 2025.'],
    ['a programme', 'Ann Lee of Acme joins Beta to discuss rates on "Bloomberg Morning Hour".'],
    ['a heading without a stop', 'The plant that Acme never wanted After years of talks it will close.'],
    ['glued words', 'A plan for the northAcme will close the plant in the north in June.'],
    ['page furniture', 'Sign up for the Acme newsletter and get all the news of the day.'],
    ['a caption', 'Ann Lee presenting at Acme in front of a very large screen.'],
    ['too little', 'Acme grew a lot.'],
    ['half of a bracket', 'Acme will close the plant (which opened in May.'],
  ])('not with %s', (_, sentence) => {
    expect(standsAlone(sentence, isName)).toBe(false);
  });
});
