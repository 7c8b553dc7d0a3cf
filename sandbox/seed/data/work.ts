import type { Credential } from './services.ts'

/** Weekdays (1 is Monday), from, to. */
export type Shift = readonly [weekdays: string, from: string, to: string]

/**
 * How people here really work. The first three cover the week between them; the last is that of halls, courts and cars, the one before
 * that of practices.
 */
export const patterns: readonly (readonly Shift[])[] = [
  [['23456', '08:00', '18:00']],
  [['12367', '07:30', '19:00']],
  [['4567', '08:00', '20:00'], ['1', '13:00', '20:00']],
  [['12345', '08:00', '17:00']],
  [['123456', '07:00', '11:30'], ['123456', '13:30', '18:30']],
  [['12345', '14:00', '21:30'], ['67', '09:00', '18:00']],
  [['67', '08:00', '20:00'], ['5', '16:00', '20:00']],
  [['1234567', '08:00', '20:00']],
  [['1234567', '06:00', '22:30']],
]

/** Reasons for days off, as the planner notes them. */
export const rest = ['年休', '回乡探亲', '培训', '家中有事', '体检']

export const womenOften: ReadonlySet<string> = new Set(['home-cleaning', 'elder-care', 'childcare', 'memory-care', 'nursing', 'organising', 'yoga', 'dietitian', 'cooking', 'baduanjin', 'tea-master'])
export const menOften: ReadonlySet<string> = new Set(['moving', 'plumbing', 'electrician', 'locksmith', 'handyman', 'appliance-cleaning', 'driver', 'fitting', 'car-care', 'pest-control'])

export const thingNames: Readonly<Record<string, [zh: string, en: string]>> = {
  'van': ['厢式货车', 'Van'], 'car': ['商务车', 'Car'], 'minibus': ['中巴', 'Minibus'], 'boat': ['游船', 'Boat'], 'tea-room': ['茶室', 'Tea room'],
  'studio': ['教室', 'Studio'], 'pool': ['泳池', 'Pool'], 'swim-lane': ['泳道', 'Lane'], 'badminton-court': ['羽毛球场', 'Court'], 'tennis-court': ['网球场', 'Tennis court'],
  'ping-pong-table': ['乒乓球台', 'Table'], 'running-base': ['跑者驿站', 'Runners’ base'], 'stand': ['看台', 'Stand'], 'exam-room': ['检查室', 'Examination room'],
  'treatment-room': ['理疗室', 'Treatment room'], 'quiet-room': ['倾谈室', 'Quiet room'],
}
export const accessNames: readonly [zh: string, en: string][] = [['一号', '1'], ['二号', '2'], ['三号', '3'], ['四号', '4'], ['五号', '5'], ['六号', '6']]

export const issuers: Readonly<Record<Credential, { zh: string, en: string, prefix: string }>> = {
  home_service_card: { zh: '上海市商务委员会', en: 'Shanghai Municipal Commission of Commerce', prefix: 'SHJZ' },
  nursing_licence: { zh: '上海市卫生健康委员会', en: 'Shanghai Municipal Health Commission', prefix: '3100' },
  health_certificate: { zh: '上海市疾病预防控制中心', en: 'Shanghai Center for Disease Control and Prevention', prefix: 'JK' },
  coach_certificate: { zh: '上海市体育局', en: 'Shanghai Administration of Sports', prefix: 'TY' },
  guide_licence: { zh: '上海市文化和旅游局', en: 'Shanghai Administration of Culture and Tourism', prefix: 'DSH' },
  electrician_permit: { zh: '上海市应急管理局', en: 'Shanghai Emergency Management Bureau', prefix: 'T31' },
  driving_licence: { zh: '上海市公安局交通警察总队', en: 'Shanghai Traffic Police', prefix: '31' },
  food_handler_certificate: { zh: '上海市市场监督管理局', en: 'Shanghai Administration for Market Regulation', prefix: 'SP' },
}
