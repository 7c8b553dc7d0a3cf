import { expect, test } from 'vitest'
import { stateNames } from '../../../server/booking/bookings-csv.ts'
import en from '../../../i18n/locales/en.json' with { type: 'json' }
import zh from '../../../i18n/locales/zh-CN.json' with { type: 'json' }

test('a file of bookings calls a state what the pages call it', () => {
  const words: Record<'zh' | 'en', Record<string, string>> = { zh: zh.state, en: en.state }
  for (const [state, name] of Object.entries(stateNames)) expect(name, state).toEqual({ zh: words.zh[state], en: words.en[state] })
})
