import { expect, test } from 'vitest'
import { csvOf, majorUnits } from '../../../shared/csv.ts'

test('a table is quoted where it must be, and begins with a byte order mark', () => {
  expect(csvOf(['a', 'b'], [['x,y', 'say "hi"'], ['two\nlines', null], ['三', 4]])).toBe('\uFEFFa,b\r\n"x,y","say ""hi"""\r\n"two\nlines",\r\n三,4\r\n')
})

test('nothing that somebody typed is a formula in a spreadsheet', () => {
  for (const text of ['=1+1', '+1', '-1', '@sum', '\tx', '\rx', '\nx', '＝1+1', '＋1', '－1', '＠sum']) expect(csvOf(['a'], [[text]])).toContain(`'${text}`)
  expect(csvOf(['a'], [[-1]])).toContain('\r\n-1\r\n')
})

test('money stands in major units, whatever its currency has of them', () => {
  const of = (amount: number, currency = 'CNY') => majorUnits({ amount, currency })
  expect([of(0), of(5), of(1050), of(-1), of(-12_345), of(12_345, 'JPY'), of(-5, 'JPY')]).toEqual(['0.00', '0.05', '10.50', '-0.01', '-123.45', '12345', '-5'])
  expect(csvOf(['a'], [[{ amount: -5, currency: 'CNY' }]])).toContain('\r\n-0.05\r\n')
})
