import type { Locale } from '#shared/locale.ts'

const codeTexts: Record<Locale, (code: string) => string> = {
  'zh-CN': code => `【邻里】您的验证码是 ${code}，5 分钟内有效。请勿告诉他人。`,
  'en': code => `Linli: your code is ${code}. It is valid for 5 minutes. Do not share it with anybody.`,
}

/** The SMS that carries a one-time code. */
export const codeMessage = (code: string, locale: Locale): string => codeTexts[locale](code)
