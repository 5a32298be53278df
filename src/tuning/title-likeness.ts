/**
 * Likeness of stories by the words of their titles: cosines over words weighed by rarity (log of the number of titles over
 * those that hold the word), 0 to 1. A story without a title is like none.
 */
export function titleLikeness(titles: readonly string[]): (story: number) => Float64Array {
  const words = titles.map((title) => [...new Set(title.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu))]);
  const holders = new Map<string, number[]>();
  words.forEach((own, story) => {
    for (const word of own) {
      const known = holders.get(word);
      if (known === undefined) holders.set(word, [story]);
      else known.push(story);
    }
  });
  const rarity = (word: string): number => Math.log(titles.length / holders.get(word)!.length);
  const lengths = words.map((own) => Math.sqrt(own.reduce((sum, word) => sum + rarity(word) ** 2, 0)));
  const memo: (Float64Array | undefined)[] = titles.map(() => undefined);
  const likenessOf = (story: number): Float64Array => {
    const likeness = new Float64Array(titles.length);
    for (const word of words[story]!) {
      const weight = rarity(word) ** 2;
      for (const other of holders.get(word)!) likeness[other]! += weight;
    }
    return likeness.map((sum, other) => (sum === 0 ? 0 : sum / lengths[story]! / lengths[other]!));
  };
  return (story) => (memo[story] ??= likenessOf(story));
}
