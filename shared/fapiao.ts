const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/**
 * Whether a text is a unified social credit code (统一社会信用代码): 18 characters without I, O, S, V and Z, the last one a check character,
 * 31 − Σ cᵢ · 3ⁱ mod 31 (GB 32100-2015). It is a company's tax number.
 */
export function isCreditCode(text: string): boolean {
  const values = [...text].map(character => alphabet.indexOf(character))
  if (values.length !== 18 || values.includes(-1)) return false
  let weight = 1
  let sum = 0
  for (const value of values.slice(0, 17)) {
    sum += value * weight
    weight = weight * 3 % 31
  }
  return (31 - sum % 31) % 31 === values[17]
}
