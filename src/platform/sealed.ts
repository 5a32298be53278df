import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';

const NONCE = 12;
const TAG = 16;

/**
 * Seals a few bytes into a token that only this installation can read or make: AES-256-GCM with a nonce that is derived from
 * the content (as AES-SIV does), so that the same content always gives the same token and a nonce never covers two contents.
 * @param key 32 bytes
 * @param purpose a token of one purpose opens for no other
 * @returns letters, digits, `-` and `_`
 */
export function seal(key: Buffer, purpose: string, content: Buffer): string {
  const nonce = createHmac('sha256', key).update(`nonce\0${purpose}\0`).update(content).digest();
  const cipher = createCipheriv('aes-256-gcm', encryptionKey(key), nonce.subarray(0, NONCE), {
    authTagLength: TAG,
  });
  cipher.setAAD(Buffer.from(purpose));
  const sealed = Buffer.concat([cipher.update(content), cipher.final()]);
  return Buffer.concat([nonce.subarray(0, NONCE), cipher.getAuthTag(), sealed]).toString('base64url');
}

/** The content of a token; undefined for whatever this installation has not sealed for this purpose. */
export function unseal(key: Buffer, purpose: string, token: string): Buffer | undefined {
  const bytes = Buffer.from(token, 'base64url');
  // Decoding forgives; only the token as it was made counts.
  if (bytes.length <= NONCE + TAG || bytes.toString('base64url') !== token) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', encryptionKey(key), bytes.subarray(0, NONCE), {
    authTagLength: TAG,
  });
  decipher.setAAD(Buffer.from(purpose));
  decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** Apart from the key of the nonces. */
function encryptionKey(key: Buffer): Buffer {
  return createHmac('sha256', key).update('encryption').digest();
}
