/** What can be sent, and how each kind ends: an image is drawn anew as WebP, a PDF stays as it is. */
export const fileTypes = {
  'image/jpeg': 'JPG',
  'image/png': 'PNG',
  'image/webp': 'WebP',
  'application/pdf': 'PDF',
} as const

export type FileType = keyof typeof fileTypes

const images = ['image/jpeg', 'image/png', 'image/webp'] as const satisfies readonly FileType[]

/** The sizes in which an image is kept; `document`: a PDF as it was sent. */
export const variantNames = ['small', 'medium', 'large', 'document'] as const
export type VariantName = typeof variantNames[number]

export interface FileUse {
  types: readonly FileType[]
  /** Longest side in pixels; an image is never made larger than it was. */
  variants: Readonly<Partial<Record<VariantName, number>>>
  /** Cut to a square around what stands out. */
  square?: boolean
  /** May be shown to everybody, once it is published. */
  publishable?: boolean
}

/** What files are for. A use that is not here cannot be sent. */
export const fileUses = {
  licence: { types: [...images, 'application/pdf'], variants: { small: 480, large: 2400 } },
  credential: { types: [...images, 'application/pdf'], variants: { small: 480, large: 2400 } },
  photo: { types: images, variants: { small: 480, medium: 960, large: 1920 }, publishable: true },
  portrait: { types: images, variants: { small: 160, medium: 480 }, square: true },
} as const satisfies Record<string, FileUse>

export type FileUseName = keyof typeof fileUses
export const fileUseNames = ['licence', 'credential', 'photo', 'portrait'] as const satisfies readonly FileUseName[]

export const maxFileBytes = 10 * 1024 * 1024

/** Where everybody finds a published photo. */
export const photoPath = (id: string, variant: VariantName): string => `/api/photos/${id}-${variant}.webp`
