/** What is wrong with one field, in the reader's words. `path` is the `name` of its control and the path of the API's error. */
export interface FieldIssue {
  path: string
  message: string
}

/** One address, as far as a browser can tell; the server decides. */
export const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(text.trim()) && text.trim().length <= 254

/** A number as people write it → E.164; a mainland mobile number needs no country. Null: no phone number. */
export function toE164(text: string): string | null {
  const digits = text.replaceAll(/[\s().\-–—]/g, '').replace(/^00/, '+')
  if (/^1[3-9]\d{9}$/.test(digits)) return `+86${digits}`
  return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : null
}
