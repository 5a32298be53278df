import { hash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

const ID_ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const ID_LENGTH = 12;
const SECRET_BYTES = 32;
const FORM = /^sk_scout_([a-z0-9]{12})_([\w-]{43})$/;

/** A key as its owner holds it: the id finds the row, the secret proves the right to it. */
export interface KeyParts {
  readonly id: string;
  readonly secret: string;
}

export function newKey(): KeyParts {
  const id = Array.from({ length: ID_LENGTH }, () => ID_ALPHABET[randomInt(ID_ALPHABET.length)]).join('');
  return { id, secret: randomBytes(SECRET_BYTES).toString('base64url') };
}

/** `sk_scout_<id>_<secret>`: a fixed beginning that scanners for leaked secrets can recognise. */
export function keyText({ id, secret }: KeyParts): string {
  return `sk_scout_${id}_${secret}`;
}

/** @returns undefined for anything that is not shaped like a key */
export function parseKey(text: string): KeyParts | undefined {
  const [, id, secret] = FORM.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/**
 * What is stored of a secret. One round of SHA-256 is right here, where a password would need a slow hash: the secret is 256
 * random bits, so there is nothing to guess, and the hash is computed on every request.
 */
export function hashSecret(secret: string): Buffer {
  return Buffer.from(hash('sha256', secret, 'hex'), 'hex');
}

/** Compares in constant time. */
export function isSecretOf(secret: string, stored: Uint8Array): boolean {
  const given = hashSecret(secret);
  return stored.length === given.length && timingSafeEqual(given, stored);
}
