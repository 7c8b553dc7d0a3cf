/** Facts of one line, side by side. Where it breaks, the dot stays with what it follows. */
export const dotted = (parts: readonly (string | null | undefined | false)[]): string => parts.filter(Boolean).join('\u00A0· ')
