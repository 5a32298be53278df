import { undoDoubleEncoding } from './double-encoding.js';

describe('undoDoubleEncoding', () => {
  it.each([
    ['The boardâ€™s plan', 'The board’s plan'],
    ['cafÃ© crÃ¨me', 'café crème'],
    ['Ã‰tude', 'Étude'],
    ['5Â£ and 3Â°', '5£ and 3°'],
    ['&acirc;€&brvbar; more', '… more'],
  ])('reads %s as it was meant', (written, meant) => {
    expect(undoDoubleEncoding(written)).toBe(meant);
  });

  it.each(['pâte à choux', 'NÃO', 'l’âme', 'Âge d’or', 'â, Ã, Â', '&acirc;ge', 'São Paulo', '«TÂ»'])(
    'leaves %s alone',
    (text) => {
      expect(undoDoubleEncoding(text)).toBe(text);
    },
  );

  it('is linear in a long text of nothing else', () => {
    expect(undoDoubleEncoding('â€'.repeat(200_000))).toHaveLength(400_000);
  });
});
