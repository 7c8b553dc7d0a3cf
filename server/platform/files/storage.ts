import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../config.ts'
import { newId } from '../ids.ts'
import { openBucket } from './bucket.ts'

/** Where the bytes of files are, by their keys (`keyOf`). */
export interface Files {
  put: (key: string, bytes: Uint8Array) => Promise<void>
  /** Null: there is nothing of this key. */
  get: (key: string) => Promise<Buffer | null>
  /** Also where there is nothing. */
  remove: (key: string) => Promise<void>
}

/**
 * Opens what `LINLI_FILES_URL` names: `file:///a/folder`, or a bucket of anything that speaks S3,
 * `https://KEY:SECRET@s3.example.com/bucket?region=cn-east-1`.
 */
export function openFiles({ LINLI_FILES_URL }: Pick<Config, 'LINLI_FILES_URL'>): Files {
  const url = new URL(LINLI_FILES_URL)
  return url.protocol === 'file:' ? openFolder(fileURLToPath(url)) : openBucket(url)
}

function openFolder(folder: string): Files {
  return {
    async put(key, bytes) {
      const path = join(folder, key)
      await mkdir(dirname(path), { recursive: true })
      // Under another name first: nobody reads half of a file, and a crash leaves none.
      const next = `${path}.${newId()}`
      await writeFile(next, bytes)
      await rename(next, path)
    },
    async get(key) {
      return await readFile(join(folder, key)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null
        throw error
      })
    },
    async remove(key) {
      await rm(join(folder, key), { force: true })
    },
  }
}

/** Named by ids alone: no word of a client's gets into a path. The last letters of an id are random, so folders fill evenly. */
export const keyOf = (id: string, variant: string): string => `${id.slice(-2)}/${id}.${variant}`
