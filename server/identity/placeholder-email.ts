/**
 * better-auth wants an address for everybody. Those it must make up end in a domain that can never exist (RFC 2606), and are shown to
 * nobody.
 */
const placeholderDomain = 'linli.invalid'

export const placeholderEmail = (localPart: string): string => `${localPart}@${placeholderDomain}`

export const shownEmail = (email: string): string | null => (email.endsWith(`@${placeholderDomain}`) ? null : email)
