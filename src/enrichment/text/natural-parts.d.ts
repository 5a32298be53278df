declare module 'natural/lib/natural/stemmers/porter_stemmer.js' {
  /** The parts of the stemmer that Scout uses; the package types only its root. */
  const stemmer: {
    stem(word: string): string;
    step1a(word: string): string;
    step1b(word: string): string;
    step1c(word: string): string;
  };
  export default stemmer;
}

declare module 'natural/lib/natural/tokenizers/regexp_tokenizer.js' {
  const tokenizers: {
    RegexpTokenizer: new (options: { pattern: RegExp }) => { tokenize(text: string): string[] };
  };
  export default tokenizers;
}
