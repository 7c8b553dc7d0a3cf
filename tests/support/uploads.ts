import sharp from 'sharp'
import type { Client, Reply } from './http.ts'

/** A picture of one colour, of any kind that sharp writes, as bytes. */
export const picture = async ({ width = 640, height = 480, format = 'jpeg' }: { width?: number, height?: number, format?: 'jpeg' | 'png' | 'webp' | 'gif' } = {}) =>
  await sharp({ create: { width, height, channels: 3, background: { r: 40, g: 120, b: 90 } } }).toFormat(format).toBuffer()

/** The smallest PDF of one empty page, with `extra` among its objects. */
export function pdf(extra = ''): Buffer {
  const body = `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n`
    + `3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\n${extra}`
  return Buffer.from(`${body}xref\n0 1\n0000000000 65535 f \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n${body.length}\n%%EOF\n`, 'latin1')
}

export const upload = async (client: Client, bytes: Uint8Array, { use = 'licence', headers = {}, providerId }: {
  use?: string
  headers?: Record<string, string>
  providerId?: string
} = {}): Promise<Reply> =>
  await client.request('POST', `/api/provider/files?${new URLSearchParams({ use, ...(providerId && { providerId }) })}`, { raw: Uint8Array.from(bytes), headers })
