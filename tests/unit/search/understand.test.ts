import fc from '../../support/fc.ts'
import { expect, test } from 'vitest'
import { understand } from '../../../server/search/understand.ts'

// A Monday.
const surroundings = {
  today: '2026-11-23',
  districts: [
    { id: 'xuhui', name: { zh: '徐汇区', en: 'Xuhui' } },
    { id: 'jingan', name: { zh: '静安区', en: 'Jing\'an' } },
    { id: 'huangpu', name: { zh: '黄浦区', en: 'Huangpu' } },
    { id: 'pudong', name: { zh: '浦东新区', en: 'Pudong' } },
    { id: 'putuo', name: { zh: '普陀区', en: 'Putuo' } },
  ],
}
const read = (q: string) => {
  const { text, pieces } = understand(q, surroundings)
  return [text, ...pieces.map(({ facet, values }) => `${facet} ${values.join(' ')}`)]
}

test.each([
  ['徐汇 周六 保洁', '保洁', 'district xuhui', 'day 2026-11-28'],
  ['Saturday Xuhui cleaning', 'cleaning', 'day 2026-11-28', 'district xuhui'],
  ['someone to clean and to look after my father, in Xuhui, on Saturday morning', 'someone to clean and to look after my father',
    'district xuhui', 'day 2026-11-28', 'part morning'],
  ['明天上午徐汇区的陪诊', '的陪诊', 'day 2026-11-24', 'part morning', 'district xuhui'],
  ['今晚 做饭', '做饭', 'day 2026-11-23', 'part evening'],
  ['後天 靜安 護理', '護理', 'day 2026-11-25', 'district jingan'],
  ['大后天下午打扫', '打扫', 'day 2026-11-26', 'part afternoon'],
  ['本周末 保洁', '保洁', 'day 2026-11-28 2026-11-29'],
  ['下周末 保洁', '保洁', 'day 2026-12-05 2026-12-06'],
  ['下周三 护士', '护士', 'day 2026-12-02'],
  ['周一 护士', '护士', 'day 2026-11-23'],
  ['12月3日 体检', '体检', 'day 2026-12-03'],
  ['1月3号 体检', '体检', 'day 2027-01-03'],
  ['浦东新区 骑行', '骑行', 'district pudong'],
  ['nurse this weekend', 'nurse', 'day 2026-11-28 2026-11-29'],
  ['nurse next weekend', 'nurse', 'day 2026-12-05 2026-12-06'],
  ['next Monday nurse', 'nurse', 'day 2026-11-30'],
  ['plumber today', 'plumber', 'day 2026-11-23'],
  ['plumber the day after tomorrow', 'plumber', 'day 2026-11-25'],
  ['tomorrow morning nurse in Jing\'an District', 'nurse', 'day 2026-11-24', 'part morning', 'district jingan'],
  ['jingan meals tonight', 'meals', 'district jingan', 'day 2026-11-23', 'part evening'],
  ['cleaning on Dec 3rd', 'cleaning', 'day 2026-12-03'],
  ['cleaning 3 December', 'cleaning', 'day 2026-12-03'],
  ['cleaning 2026-12-03', 'cleaning', 'day 2026-12-03'],
  ['cleaning sat morning', 'cleaning', 'day 2026-11-28', 'part morning'],
  ['徐汇 浦东 保洁', '保洁', 'district xuhui', 'district pudong'],
  ['Ｘｕｈｕｉ　１２月３日　保洁', '保洁', 'district xuhui', 'day 2026-12-03'],
  ['Sat Xuhui cleaning', 'cleaning', 'day 2026-11-28', 'district xuhui'],
  ['cleaning Fri.', 'cleaning', 'day 2026-11-27'],
  ['十二月三日 体检', '体检', 'day 2026-12-03'],
  ['廿八号上午 体检', '体检', 'day 2026-11-28', 'part morning'],
  ['3号 保洁', '保洁', 'day 2026-12-03'],
  ['31号 保洁', '保洁', 'day 2026-12-31'],
  ['周四到周六 保洁', '保洁', 'day 2026-11-26 2026-11-27 2026-11-28'],
  ['下周六至周日 保洁', '保洁', 'day 2026-12-05 2026-12-06'],
  ['cleaning Friday to Sunday', 'cleaning', 'day 2026-11-27 2026-11-28 2026-11-29'],
  ['cleaning Sat-Mon', 'cleaning', 'day 2026-11-23 2026-11-28 2026-11-29'],
  ['工作日 保洁', '保洁', 'day 2026-11-23 2026-11-24 2026-11-25 2026-11-26 2026-11-27'],
  ['cleaning on weekdays', 'cleaning', 'day 2026-11-23 2026-11-24 2026-11-25 2026-11-26 2026-11-27'],
  ['下周 保洁', '保洁', 'day 2026-11-30 2026-12-01 2026-12-02 2026-12-03 2026-12-04 2026-12-05 2026-12-06'],
  ['cleaning next week', 'cleaning', 'day 2026-11-30 2026-12-01 2026-12-02 2026-12-03 2026-12-04 2026-12-05 2026-12-06'],
  ['下午三点 保洁', '保洁', 'part afternoon'],
  ['今晚8点 做饭', '做饭', 'day 2026-11-23', 'part evening'],
  ['明天3点半 保洁', '保洁', 'day 2026-11-24', 'part afternoon'],
  ['cleaning at 9am', 'cleaning', 'part morning'],
  ['cleaning tomorrow 6:30 p.m.', 'cleaning', 'day 2026-11-24', 'part evening'],
  ['meals tonight at 8', 'meals', 'day 2026-11-23', 'part evening'],
  ['14:00 nurse', 'nurse', 'part afternoon'],
  ['cleaning -xuhui in Pudong', 'cleaning -xuhui', 'district pudong'],
])('“%s” asks for “%s”', (q, ...expected) => {
  expect(read(q)).toEqual(expected)
})

test.each([
  '一周一次 保洁', '每周六 保洁', '黄浦江夜游', '静安寺', 'sun protection', 'every Saturday', 'market', 'mayor', '便宜一点 保洁', '3号楼 维修', '1号管家', '每周一到周五',
  'every weekday', 'every weekend', 'every Mon to Fri', '每个工作日', 'wedding', 'satin', 'sun', '25点', '十十月三日', '普陀山', '2026-02-30', '13月40日', '"evening walk"', '“周末” 市集', '',
])('“%s” means no place and no time', (q) => {
  expect(read(q)).toEqual([q])
})

test('each piece can be taken off, with its words and no others', () => {
  const { pieces } = understand('徐汇 明早 保洁, in Pudong', surroundings)
  expect(pieces.map(({ said, without }) => [said, without])).toEqual([
    ['徐汇', '明早 保洁, in Pudong'], ['明早', '徐汇 保洁, in Pudong'], ['明早', '徐汇 保洁, in Pudong'], ['in Pudong', '徐汇 明早 保洁'],
  ])
})

test('any text is read, in reasonable time, and nothing is understood twice', () => {
  const words = fc.constantFrom('徐汇', '周六', 'in', 'Xuhui', 'on', 'Saturday', '明', '早', '上午', '"', '“', 'next ', ' ', '12月', '3日', 'Dec ', '保洁', '\uD800', '%', ':*')
  fc.assert(fc.property(fc.array(fc.oneof(words, fc.string()), { maxLength: 30 }), (parts) => {
    const { text } = understand(parts.join(''), surroundings)
    expect(text.length).toBeLessThanOrEqual(parts.join('').length)
  }))
  const before = process.threadCpuUsage()
  understand('on the '.repeat(30).slice(0, 200), surroundings)
  // Work, not time: what else the machine does counts for nothing. Trying every way to read it would take more than a lifetime.
  expect(process.threadCpuUsage(before).user).toBeLessThan(1_000_000)
})
