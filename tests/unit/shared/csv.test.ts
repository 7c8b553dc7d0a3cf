import { expect, test } from 'vitest'
import { csvOf, majorUnits } from '../../../shared/csv.ts'

test('a table is quoted where it must be, and begins with a byte order mark', () => {
  expect(csvOf(['a', 'b'], [['x,y', 'say "hi"'], ['two\nlines', null], ['三', 4]])).toBe('\uFEFFa,b\r\n"x,y","say ""hi"""\r\n"two\nlines",\r\n三,4\r\n')
})

test('nothing that somebody typed is a formula in a spreadsheet', () => {
  for (const text of ['=1+1', '+1', '-1', '@sum', '\tx', '\rx']) expect(csvOf(['a'], [[text]])).toContain(`'${text}`)
  expect(csvOf(['a'], [[-1]])).toContain('\r\n-1\r\n')
})

test('minor units become what a spreadsheet adds up', () => {
  expect([0, 5, 1050, -1, -12_345].map(majorUnits)).toEqual(['0.00', '0.05', '10.50', '-0.01', '-123.45'])
})
