import { hashSecret, isSecretOf, keyText, newKey, parseKey } from './api-key.js';

describe('an API key', () => {
  it('is read back from its text', () => {
    for (let round = 0; round < 100; round++) {
      const parts = newKey();
      expect(parseKey(keyText(parts))).toEqual(parts);
    }
  });

  it('proves itself by its secret', () => {
    const { secret } = newKey();
    expect(isSecretOf(secret, hashSecret(secret))).toBe(true);
    expect(isSecretOf(newKey().secret, hashSecret(secret))).toBe(false);
    expect(isSecretOf(secret, Buffer.alloc(0))).toBe(false);
  });

  it.each([
    ['nothing', ''],
    ['a beginning', 'sk_scout_'],
    ['too short', 'sk_scout_a_b'],
    ['of another make', `sk_other_${'a'.repeat(12)}_${'b'.repeat(43)}`],
    ['endless', 'x'.repeat(100_000)],
  ])('is not %s', (_what, text) => {
    expect(parseKey(text)).toBeUndefined();
  });
});
