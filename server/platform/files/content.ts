import { fileTypeFromBuffer } from 'file-type'
import sharp from 'sharp'
import { fileTypes, fileUses, type FileType, type FileUse, type FileUseName, type VariantName } from '#shared/files.ts'
import { errorsOf } from '../errors.ts'

export const fail = errorsOf<'file_type_refused' | 'file_broken' | 'file_unsafe'>()

/** What is kept of a file that was sent: for each variant its bytes and their type. */
export interface Content {
  /** What was sent, as its bytes say. */
  type: FileType
  width: number | null
  height: number | null
  variants: { name: VariantName, type: 'image/webp' | 'application/pdf', bytes: Buffer }[]
}

/** More than any camera of a telephone makes: what is larger is a bomb. */
const maxPixels = 80_000_000

/**
 * What a file really is, and what of it may be kept. A name and a declared type are never asked. An image is decoded and drawn anew, so
 * that neither its metadata (where it was taken) nor anything hidden in it is kept.
 * @throws {DomainError} `file_type_refused`, `file_unsafe` for a file that is two things at once or acts, `file_broken`
 */
export async function readContent(bytes: Buffer, use: FileUseName): Promise<Content> {
  const rules: FileUse = fileUses[use]
  const found = (await fileTypeFromBuffer(bytes))?.mime
  const type = rules.types.find(allowed => allowed === found)
  if (!type) throw fail('file_type_refused', { allowed: rules.types.map(allowed => fileTypes[allowed]).join(', ') })
  if (type === 'application/pdf') {
    checkPdf(bytes)
    return { type, width: null, height: null, variants: [{ name: 'document', type, bytes }] }
  }
  if (isAlsoAnother(bytes)) throw fail('file_unsafe')
  return { type, ...await drawAnew(bytes, rules) }
}

async function drawAnew(bytes: Buffer, { variants, square = false }: FileUse): Promise<Omit<Content, 'type'>> {
  try {
    const image = sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error' }).autoOrient()
    const { autoOrient: { width, height } } = await image.metadata()
    const drawn: Content['variants'] = []
    for (const [name, side] of Object.entries(variants) as [VariantName, number][]) {
      const resized = square
        ? image.clone().resize(side, side, { fit: 'cover', position: sharp.strategy.attention })
        : image.clone().resize(side, side, { fit: 'inside', withoutEnlargement: true })
      // Without `keepMetadata` nothing but the pixels goes over.
      drawn.push({ name, type: 'image/webp', bytes: await resized.webp({ quality: 82 }).toBuffer() })
    }
    return { width, height, variants: drawn }
  } catch {
    throw fail('file_broken')
  }
}

/** Marks by which a browser, an archiver or a reader of PDFs would take an image for something of theirs. */
const foreignMarks = [/<(!doctype|html|script|svg|iframe)[\s>]/i, /<\?php/i, /%PDF-\d/]

/** A zip's directory stands at its end, whatever stands before it (APPNOTE 4.3.16). */
const isZip = (bytes: Buffer): boolean => bytes.subarray(-66_000).includes('PK\x05\x06', 0, 'latin1')

const isAlsoAnother = (bytes: Buffer): boolean => {
  const text = bytes.toString('latin1')
  return isZip(bytes) || foreignMarks.some(mark => mark.test(text))
}

/** Names in a PDF that make it do something when it is opened, or carry other files (ISO 32000-2, 12.6.4 and 7.11.4). */
const active = /\/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|ImportData|SubmitForm)\b/

/**
 * Refuses what is no plain PDF from its first byte to its last. A name may hide behind `#xx`, and a compressed object behind everything:
 * so a PDF is never shown inside the site either, only handed over.
 */
function checkPdf(bytes: Buffer): void {
  const text = bytes.toString('latin1')
  if (!/^%PDF-[12]\.\d/.test(text) || !text.includes('startxref')) throw fail('file_broken')
  if (isZip(bytes) || foreignMarks.slice(0, 2).some(mark => mark.test(text))) throw fail('file_unsafe')
  if (!/%%EOF[\s\0]*$/.test(text.slice(-1024))) throw fail('file_broken')
  const names = text.replaceAll(/#([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  if (active.test(names)) throw fail('file_unsafe')
}
