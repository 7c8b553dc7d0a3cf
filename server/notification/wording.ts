/** What calendar entries say. */
export const calendarWording = {
  'zh-CN': { site: '邻里', provider: '服务商：', who: '上门人员：', recipient: '服务对象：', reference: '预订号：', comma: '、' },
  'en': { site: 'Linli', provider: 'Provider: ', who: 'Who comes: ', recipient: 'For: ', reference: 'Booking: ', comma: ', ' },
} as const
