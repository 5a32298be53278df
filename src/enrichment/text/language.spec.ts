import { languageOf } from './language.js';

describe('languageOf', () => {
  it.each([
    ['en', 'The company said it will build a new plant in the north of the country.'],
    ['de', 'Das Unternehmen wird im nächsten Jahr nicht mehr als drei Werke bauen und die Preise erhöhen.'],
    ['fr', 'La société va construire une usine dans le nord du pays et les prix vont augmenter.'],
    ['es', 'La empresa va a construir una planta en el norte del país y los precios van a subir.'],
    ['ja', '新しい工場を来年までに建設すると発表した。'],
    ['zh', '该公司宣布明年将在北方建设新的工厂。'],
    ['ru', 'Компания объявила о строительстве нового завода.'],
  ])('finds %s', (language, text) => {
    expect(languageOf(text)).toBe(language);
  });

  it.each(['', '   ', '😀😀😀 🚀', '12345 2026', 'Nvidia H200'])('does not guess at "%s"', (text) => {
    expect(languageOf(text)).toBe('und');
  });

  it('reads only the beginning of a long text', () => {
    expect(languageOf(`It is the law of the land. ${'x '.repeat(500_000)}`)).toBe('en');
  });
});
