import fc from '../../support/fc.ts'
import { expect, test } from 'vitest'
import { isCreditCode } from '../../../shared/credit-code.ts'
import { fapiaoBody } from '../../../shared/schemas/receipt.ts'
import { fapiaoCsv } from '../../../server/checkout/fapiao-csv.ts'

const known = ['91350100M000100Y43', '91110000802100433B']

test.each(known)('%s is a unified social credit code', (code) => {
  expect(isCreditCode(code)).toBe(true)
  expect(fapiaoBody.parse({ kind: 'company', title: '某公司', taxNumber: ` ${code.toLowerCase()} `, email: 'a@b.cn' })).toMatchObject({ taxNumber: code })
})

test('one character that is wrong, missing or too many is found out', () => {
  fc.assert(fc.property(fc.constantFrom(...known), fc.nat({ max: 17 }), fc.constantFrom(...'0123456789ABCDEFGHJKLMNPQRTUWXYIOSVZ'), (code, at, other) => {
    if (other !== code[at]) expect(isCreditCode(code.slice(0, at) + other + code.slice(at + 1))).toBe(false)
  }))
  expect([isCreditCode(''), isCreditCode(known[0]!.slice(1)), isCreditCode(`${known[0]}0`)]).toEqual([false, false, false])
})

test('a batch is CSV: quoted, in major units, and nothing that a person typed becomes a formula', () => {
  const line = { reference: 'AB12', kind: 'company', title: '=HYPERLINK("x"),公司', taxNumber: known[0]!, email: 'a@b.cn', amount: 12_345, taxAmount: 699, currency: 'CNY' }
  const csv = fapiaoCsv([line, { ...line, kind: 'personal', title: '@陈静', taxNumber: null, amount: -5, taxAmount: 0 }], { batch: { number: 7, day: '2026-11-25' }, locale: 'en' })
  expect(csv.split('\r\n').slice(1, 3)).toEqual([
    `7,2026-11-25,AB12,Company,"'=HYPERLINK(""x""),公司",${known[0]},a@b.cn,123.45,6.99,CNY,`,
    '7,2026-11-25,AB12,Personal,\'@陈静,,a@b.cn,-0.05,0.00,CNY,Less than before (red-letter)',
  ])
})
