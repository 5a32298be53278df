import { parseOpml, writeOpml } from './opml.js';

describe('OPML', () => {
  it('reads folders, repeats and wrong addresses', () => {
    const { outlines, errors } = parseOpml(
      Buffer.from(`<opml version="2.0"><body><outline text="Folder">
        <outline text="A &amp; B" type="rss" xmlUrl="https://a.example.net/feed" htmlUrl="https://a.example.net/"/>
        <outline title="Again" xmlUrl="https://a.example.net/feed"/><outline xmlUrl="https://b.example.net/f.xml"/>
        <outline text="Bad" xmlUrl="file:///etc/passwd"/></outline></body></opml>`),
    );
    expect(outlines).toEqual([
      { name: 'A & B', feedUrl: 'https://a.example.net/feed', siteUrl: 'https://a.example.net/' },
      { name: 'b.example.net', feedUrl: 'https://b.example.net/f.xml', siteUrl: undefined },
    ]);
    expect(errors).toEqual([expect.objectContaining({ path: 'outline.3.xmlUrl' })]);
  });
  it('gives back what it wrote', () => {
    const outlines = [
      { name: 'Q "x" <y> & z', feedUrl: 'https://a.example.net/?a=1&b=2', siteUrl: 'https://a.example.net/' },
    ];
    expect(parseOpml(Buffer.from(writeOpml('Sources', outlines))).outlines).toEqual(outlines);
  });
  it.each(['', 'hello', '<rss/>'])('refuses %s', (text) => {
    expect(() => parseOpml(Buffer.from(text))).toThrow(expect.objectContaining({ code: 'OPML_UNREADABLE' }));
  });
});
