import { createHmac } from 'node:crypto'
import type { VariantName } from '#shared/files.ts'
import type { Config } from '../config.ts'
import { deriveKey, sameText } from '../secrets.ts'

/** How long a link opens its file. */
const linkSeconds = 15 * 60

export interface FileLink {
  id: string
  variant: VariantName
  /** Seconds of Unix time. */
  expires: number
}

type Secret = Pick<Config, 'LINLI_SECRET'>

const signatureOf = ({ LINLI_SECRET }: Secret, { id, variant, expires }: FileLink): string =>
  createHmac('sha256', deriveKey(LINLI_SECRET, 'file-links')).update(`${id}\n${variant}\n${expires}`).digest('base64url')

/** An address that opens one variant of one file for a quarter of an hour (`until` at the latest), for whoever has it. */
export function signLink(
  config: Secret, { id, variant, at, until }: { id: string, variant: VariantName, at: Date, until?: Date | undefined },
): string {
  const expires = Math.floor(Math.min(at.getTime() / 1000 + linkSeconds, (until?.getTime() ?? Infinity) / 1000))
  return `/api/files/${id}?variant=${variant}&expires=${expires}&signature=${signatureOf(config, { id, variant, expires })}`
}

/** A link of ours, unaltered, whose time has not passed. */
export function isLinkGood(config: Secret, { signature, at, ...link }: FileLink & { signature: string, at: Date }): boolean {
  return sameText(signatureOf(config, link), signature) && at.getTime() < link.expires * 1000
}
