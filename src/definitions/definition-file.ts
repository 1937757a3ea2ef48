import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** The largest definition of BMAD's releases has 50 KiB; a megabyte leaves room for anyone's own. */
export const MAX_FILE_BYTES = 1_048_576;

export interface DefinitionFile {
  readonly text: string;
  /** SHA-256 of the file's bytes, in hex. */
  readonly hash: string;
}

/** Neither waits for a pipe's writer nor follows a link that took the file's place after it was looked at. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;

/**
 * Reads a file of a pack.
 * @param folder real path of the pack's folder
 * @param file path in it, with `/`
 * @throws Error with one sentence that says why the file is not taken
 */
export async function readDefinitionFile(folder: string, file: string): Promise<DefinitionFile> {
  const bytes = await readRegularFile(await realPathInside(folder, file));
  if (bytes.includes(0)) throw new Error('the file holds NUL characters; save it as UTF-8 text');
  return { text: decode(bytes), hash: createHash('sha256').update(bytes).digest('hex') };
}

/**
 * Where a path leads once links are followed.
 * @throws Error when that is outside of `folder`
 */
export async function realPathInside(folder: string, path: string): Promise<string> {
  const real = await realpath(join(folder, path)).catch(unreadable);
  if (!real.startsWith(folder.endsWith(sep) ? folder : folder + sep))
    throw new Error('the link leads out of its folder');
  return real;
}

async function readRegularFile(path: string): Promise<Buffer> {
  const handle = await open(path, OPEN_FLAGS).catch(unreadable);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new Error('not a regular file');
    if (stat.size > MAX_FILE_BYTES) throw new Error(`the file is larger than ${MAX_FILE_BYTES} bytes`);
    const buffer = Buffer.alloc(stat.size + 1); // reading into an empty buffer is an error
    const { bytesRead } = await handle.read(buffer, 0, stat.size, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Error('the file is not valid UTF-8');
  }
}

function unreadable(error: NodeJS.ErrnoException): never {
  throw new Error(`cannot be read (${error.code ?? error.message})`);
}
