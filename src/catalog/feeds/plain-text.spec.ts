import { withinCpu } from '../../../test/support/cpu-time.js';
import { cut, plainLine, plainText, resolveMarkupLinks, tidy, unescapeNamed } from './plain-text.js';

describe('plainText', () => {
  it.each([
    ['<p>One &amp; two</p><p>Three</p>', 'One & two\n\nThree'],
    ['a<br>b<br/>c', 'a\nb\nc'],
    ['x<script>alert(1)</script><style>p{}</style>y', 'xy'],
    ['<ul><li>a</li><li>b</li></ul>', 'a\n\nb'],
    ['caf&eacute; &#8217; &nbsp; x', 'café ’ x'],
    ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
    ['<img src=x onerror=alert(1)>text', 'text'],
    ['<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>', ''],
    ['<a href="javascript:alert(1)">go</a>', 'go'],
  ])('%s', (html, expected) => {
    expect(plainText(html)).toBe(expected);
  });

  it('takes out what cannot be seen and what turns text round', () => {
    expect(tidy('pay\u202Egnp.exe\u200B \uFEFFnow\u2066x\u2069\u00AD')).toBe('paygnp.exe nowx');
  });
  it('leaves no line break in a title', () => {
    expect(plainLine('Offer\r\nBcc: all@example.net\u2028x', false)).toBe('Offer Bcc: all@example.net x');
  });
  it('never cuts a character in half', () => {
    expect(cut('ab😀cd', 4)).toBe('ab…');
    expect(cut('abc', 3)).toBe('abc');
  });
  it('ends in bounded time on deep and broken markup', () => {
    withinCpu(5_000, () => {
      plainText('<div>'.repeat(1e5));
      plainText('<b><i>'.repeat(1e5) + '</b>'.repeat(1e5));
      plainText('<a '.repeat(3e5));
      plainText(' \n'.repeat(3e5));
    });
  });
  it('decodes HTML names in plain values, but not what would be markup', () => {
    expect(unescapeNamed('caf&eacute; &lt;b&gt; &nosuch;')).toBe('café &lt;b&gt; &nosuch;');
  });
  it('makes relative links absolute', () => {
    expect(
      resolveMarkupLinks(
        '<a href="../x?a=1&amp;b=2" title="href=y">t</a> href="z"',
        'https://e.example.net/a/b/',
      ),
    ).toBe('<a href="https://e.example.net/a/x?a=1&amp;b=2" title="href=y">t</a> href="z"');
  });
});
