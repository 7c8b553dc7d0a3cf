/** Signs of a unified social credit code: no I, O, S, V, Z, which are taken for digits (GB 32100-2015, annex A). */
const signs = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const

/** As people type it: spaces gone, capitals. */
export const plainCreditCode = (text: string): string => text.replaceAll(/[\s-]/g, '').toUpperCase()

/** The check sign of the first 17 signs; undefined where they are none. */
export function creditCheckSign(code: string): string | undefined {
  const values = weights.map((weight, index) => signs.indexOf(code.charAt(index) || '?') * weight)
  if (values.some(value => value < 0)) return undefined
  const rest = values.reduce((sum, value) => sum + value, 0) % 31
  return signs.charAt((31 - rest) % 31)
}

/** A 统一社会信用代码 whose check sign is right: 18 signs, registering department, kind, six digits of the place, nine of the body, check. */
export const isCreditCode = (code: string): boolean =>
  /^[0-9A-HJ-NP-RTUW-Y]{2}\d{6}[0-9A-HJ-NP-RTUW-Y]{10}$/.test(code) && creditCheckSign(code) === code.charAt(17)
