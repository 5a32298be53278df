import { createHmac } from 'node:crypto';

/**
 * What is kept of a mail address where the address itself must not be, such as in a list that outlives the readers. Nobody without
 * the key can try addresses against it. Upper and lower case are one.
 * @param key of the installation, 32 bytes
 */
export function hashOfAddress(key: Buffer, address: string): Buffer {
  return createHmac('sha256', key).update(`address\0${address.trim().toLowerCase()}`).digest();
}
