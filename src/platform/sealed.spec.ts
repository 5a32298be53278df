import { randomBytes } from 'node:crypto';
import { seal, unseal } from './sealed.js';

describe('sealed tokens', () => {
  const key = randomBytes(32);
  const content = Buffer.from('reader 1');

  it('open with their key and purpose only, and are the same every time', () => {
    const token = seal(key, 'unsubscribe', content);
    expect(token).toMatch(/^[\w-]+$/);
    expect(seal(key, 'unsubscribe', content)).toBe(token);
    expect(unseal(key, 'unsubscribe', token)).toEqual(content);
    expect(unseal(key, 'effect', token)).toBeUndefined();
    expect(unseal(randomBytes(32), 'unsubscribe', token)).toBeUndefined();
    expect(seal(key, 'effect', content)).not.toBe(token);
  });

  it('are nothing when a letter is changed, cut off or added', () => {
    const token = seal(key, 'unsubscribe', content);
    for (let i = 0; i < token.length; i++) {
      const other = token[i] === 'A' ? 'B' : 'A';
      expect(unseal(key, 'unsubscribe', token.slice(0, i) + other + token.slice(i + 1))).toBeUndefined();
      expect(unseal(key, 'unsubscribe', token.slice(0, i))).toBeUndefined();
    }
    for (const wrong of ['', '=', `${token}A`, `${token}=`, ` ${token}`, '💥'.repeat(60)])
      expect(unseal(key, 'unsubscribe', wrong)).toBeUndefined();
  });
});
