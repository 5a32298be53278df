import { canonicalUrl, storyIdOf, storyIdentity } from './story-identity.js';

describe('canonicalUrl', () => {
  it.each([
    ['HTTP://Example.COM:80/A', 'https://example.com/A'],
    ['https://example.com:443/a#part', 'https://example.com/a'],
    ['https://example.com:8443/a', 'https://example.com:8443/a'],
    ['https://www.example.com/a/', 'https://example.com/a'],
    ['https://example.com./a', 'https://example.com/a'],
    ['https://example.com/a?utm_source=x&utm_medium=rss&id=7', 'https://example.com/a?id=7'],
    ['https://example.com/a?fbclid=1&gclid=2&oc=5', 'https://example.com/a'],
    ['https://example.com/a?src=rss', 'https://example.com/a'],
    ['https://example.com/a?src=photo.jpg', 'https://example.com/a?src=photo.jpg'],
    ['https://example.com/a?b=2&a=1&b=2', 'https://example.com/a?a=1&b=2'],
    ['https://example.com/a?', 'https://example.com/a'],
    ['https://example.com/a/../b/./c', 'https://example.com/b/c'],
    ['https://example.com/%7euser/%e2%82%ac', 'https://example.com/~user/%E2%82%AC'],
    ['https://example.com/a%2fb', 'https://example.com/a%2Fb'],
    ['https://example.com//a//b', 'https://example.com/a/b'],
    ['https://example.com/a/index.html', 'https://example.com/a'],
    ['https://m.example.com/a', 'https://example.com/a'],
    ['https://amp.example.com/a', 'https://example.com/a'],
    ['https://example.com/a/amp/', 'https://example.com/a'],
    ['https://example.com/a.amp.html', 'https://example.com/a.html'],
    ['https://example.com/camp', 'https://example.com/camp'],
    ['https://m.co/a', 'https://m.co/a'],
    ['https://www.co.uk/a', 'https://www.co.uk/a'],
    ['https://www-example-com.cdn.ampproject.org/c/s/www.example.com/a', 'https://example.com/a'],
    ['https://www.google.com/amp/s/example.com/a/amp/', 'https://example.com/a'],
    ['https://news.google.com/rss/articles/CBMi?oc=5', 'https://news.google.com/rss/articles/CBMi'],
    ['https://user:secret@example.com/a', 'https://example.com/a'],
    ['https://Bücher.example/ä', 'https://xn--bcher-kva.example/%C3%A4'],
    ['https://example.com/watch?v=Ab1', 'https://example.com/watch?v=Ab1'],
    ['https://example.com/a?ref=home&page=2', 'https://example.com/a?page=2'],
    ['  https://example.com/a \n', 'https://example.com/a'],
    ['http://127.1/a', 'https://127.0.0.1/a'],
  ])('%s', (input, expected) => {
    expect(canonicalUrl(input)).toBe(expected);
  });

  it.each([
    '',
    'javascript:alert(1)',
    'mailto:a@example.com',
    'data:text/html,x',
    '/relative',
    'not a url',
    'ftp://example.com/',
  ])('is undefined for %s', (input) => {
    expect(canonicalUrl(input)).toBeUndefined();
  });

  it('is its own canonical form', () => {
    const once = canonicalUrl('http://www.example.com/A/../b//c.amp?z=1&utm_x=2&a=%7e#f') ?? '';
    expect(canonicalUrl(once)).toBe(once);
  });
});

describe('storyIdentity', () => {
  const story = { sourceId: 'a', url: 'https://example.com/1', guid: 'g', title: 'T' };

  it('is of the address whichever source brings it', () => {
    expect(
      storyIdentity({
        ...story,
        sourceId: 'b',
        guid: 'other',
        title: 'U',
        url: 'http://www.example.com/1?utm_source=b',
      }),
    ).toEqual(storyIdentity(story));
    expect(storyIdentity({ ...story, url: 'https://example.com/2' })).not.toEqual(storyIdentity(story));
  });
  it('is of source and guid without an address', () => {
    const bare = { sourceId: 'a', guid: 'g', title: 'T' };
    expect(storyIdentity({ ...bare, title: 'U' })).toEqual(storyIdentity(bare));
    expect(storyIdentity({ ...bare, sourceId: 'b' })).not.toEqual(storyIdentity(bare));
    expect(storyIdentity({ ...bare, url: 'mailto:x@example.com' })).toEqual(storyIdentity(bare));
  });
  it('does not take the front page for the story', () => {
    const front = { ...story, url: 'https://example.com/' };
    expect(storyIdentity({ ...front, guid: 'h' })).not.toEqual(storyIdentity(front));
  });
  it('is of source and title at last, white space, case and invisible characters apart', () => {
    expect(storyIdentity({ sourceId: 'a', title: ' Big\u200B  News ' })).toEqual(
      storyIdentity({ sourceId: 'a', title: 'big news' }),
    );
  });
  it('makes a short stable id', () => {
    expect(storyIdentity(story)).toHaveLength(16);
    expect(storyIdOf(storyIdentity(story))).toMatch(/^s[0-9a-hjkmnp-tv-z]{26}$/);
    expect(storyIdOf(Buffer.alloc(16, 0xff))).toBe('s7zzzzzzzzzzzzzzzzzzzzzzzzz');
  });
});
