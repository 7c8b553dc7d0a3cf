import { z } from 'zod'
import { fileTypes, fileUseNames, variantNames, type FileType } from '../files.ts'
import { id, instant } from './common.ts'

const typeNames = Object.keys(fileTypes) as FileType[]

export const uploadQuery = z.object({
  use: z.enum(fileUseNames),
  /** Omitted: the first provider that one runs. */
  providerId: id.optional(),
})

/** A file that was kept. Its links end after a while: ask again for new ones. */
export const keptFile = z.object({
  id,
  use: z.enum(fileUseNames),
  /** What was sent. */
  type: z.enum(typeNames),
  bytes: z.int(),
  /** Of an image, in pixels; null: a PDF. */
  width: z.int().nullable(),
  height: z.int().nullable(),
  createdAt: instant,
  links: z.array(z.object({ variant: z.enum(variantNames), url: z.string() })),
})
export type KeptFile = z.output<typeof keptFile>

/** What a signed link says. `expires` in seconds of Unix time. */
export const fileLinkQuery = z.object({
  variant: z.enum(variantNames),
  expires: z.coerce.number().int().min(0).max(9_999_999_999),
  signature: z.string().regex(/^[\w-]{43}$/),
})

export const photoFile = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-(small|medium|large)\.webp$/)
