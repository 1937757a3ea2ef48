import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE = 12;
const MARK = 16;

/** A hash, as text. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

const secretOf = (key: string) => Buffer.from(hkdfSync('sha256', key, '', 'answer', 32));

/** A text that only who has the key can read. */
export function seal(text: string, key: string): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, secretOf(key), nonce);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** The text in a seal. @throws Error when the key is another one, or somebody has changed it */
export function unseal(sealed: Buffer, key: string): string {
  const [nonce, mark] = [sealed.subarray(0, NONCE), sealed.subarray(NONCE, NONCE + MARK)];
  const decipher = createDecipheriv(CIPHER, secretOf(key), nonce).setAuthTag(mark);
  return decipher.update(sealed.subarray(NONCE + MARK), undefined, 'utf8') + decipher.final('utf8');
}
