import { fileURLToPath } from 'node:url'
import { createStorage, type Storage } from 'unstorage'
import diskDriver from 'unstorage/drivers/fs-lite'
import s3Driver from 'unstorage/drivers/s3'
import type { Config } from '../config.ts'

/** Where the bytes of files are. */
export type Files = Storage

/**
 * Opens what `LINLI_FILES_URL` names: `file:///a/folder`, or a bucket of anything that speaks S3,
 * `https://KEY:SECRET@s3.example.com/bucket?region=cn-east-1`.
 */
export function openFiles({ LINLI_FILES_URL }: Pick<Config, 'LINLI_FILES_URL'>): Files {
  const url = new URL(LINLI_FILES_URL)
  if (url.protocol === 'file:') return createStorage({ driver: diskDriver({ base: fileURLToPath(url) }) })
  return createStorage({
    driver: s3Driver({
      accessKeyId: decodeURIComponent(url.username),
      secretAccessKey: decodeURIComponent(url.password),
      endpoint: url.origin,
      bucket: url.pathname.replaceAll(/^\/|\/$/g, ''),
      region: url.searchParams.get('region') ?? 'auto',
    }),
  })
}

/** Named by ids alone: no word of a client's gets into a path. The last letters of an id are random, so folders fill evenly. */
export const keyOf = (id: string, variant: string): string => `${id.slice(-2)}:${id}.${variant}`
