import { csvRecords } from './csv.js';

const fields = (text: string): readonly (readonly string[])[] =>
  [...csvRecords(text)].map((record) => record.fields);

describe('csvRecords', () => {
  it('reads quoted commas, doubled quotes and line ends inside quotes', () => {
    expect(fields('a,b\r\n1,"x, ""y""\nz"\r\n')).toEqual([
      ['a', 'b'],
      ['1', 'x, "y"\nz'],
    ]);
  });

  it('gives the line on which a record begins', () => {
    expect([...csvRecords('a,b\n1,"x\ny"\n\n2,z')].map((record) => record.line)).toEqual([1, 2, 5]);
  });

  it('keeps empty fields, also the last, and drops a byte order mark', () => {
    expect(fields('\uFEFFa,,\n,b')).toEqual([
      ['a', '', ''],
      ['', 'b'],
    ]);
    expect(fields('a,')).toEqual([['a', '']]);
    expect(fields('')).toEqual([]);
  });

  it('ends with the text where a quote is never closed', () => {
    expect(fields('a,"b\nc')).toEqual([['a', 'b\nc']]);
  });
});
