import { expect, test } from 'vitest'
import { stateNames } from '../../../server/booking/bookings-csv.ts'
import en from '../../../i18n/locales/en.json' with { type: 'json' }
import zh from '../../../i18n/locales/zh-CN.json' with { type: 'json' }

test('a file of bookings calls a state what the pages call it', () => {
  for (const [state, name] of Object.entries(stateNames)) expect(name, state).toEqual({ zh: Object.entries(zh.state).find(([key]) => key === state)?.[1], en: Object.entries(en.state).find(([key]) => key === state)?.[1] })
})
