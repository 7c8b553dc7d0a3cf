import type { Wording } from './wording.ts'

const booking = '/bookings/{id}'
const plan = '/plans/{id}'
const desk = '/provider'

/** What is said of care plans and their visits. Of a plan, `{booking}` is its title, and `{days}` are the visits that it is about. */
export const ofPlans = {
  plan_made: {
    path: plan, bare: true,
    words: {
      'zh-CN': { subject: '定期计划已建立：{booking}', text: '下面这几次上门已经为您预留，以后的提前六周预留。每次上门前付款：用银行卡付过第一次以后，到期自动扣款。', sms: '定期计划已建立：{booking}。' },
      'en': { subject: 'Your care plan: {booking}', text: 'The visits below are reserved for you; later ones are reserved six weeks before. Each is paid before it takes place: once you have paid one by card, the next are charged when they are due.', sms: 'your care plan for {booking} is made.' },
    },
  },
  visit_conflict: {
    path: plan, bare: true,
    words: {
      'zh-CN': { subject: '需要您决定：{booking}，{days}', text: '这次上门不能照原来的安排进行：那天是节假日，或者那个时间没有人有空。请打开计划，选择改期、换人或者不安排；您决定之前，这一次不会预留。', sms: '{booking} {days} 这次上门不能照原来的安排，请到“我的预约”里的定期计划决定。' },
      'en': { subject: 'Please decide: {booking}, {days}', text: 'This visit cannot be as planned: the day is a holiday, or nobody is free at that time. Please open the plan and choose another time, another worker, or to leave it out. Until you decide, it is not reserved.', sms: 'the visit of {booking} on {days} cannot be as planned. Please decide in your care plan under “My bookings”.' },
    },
  },
  visit_to_pay: {
    path: booking, whole: true,
    words: {
      'zh-CN': { subject: '请付款：{booking}，{when}', text: '这次上门已为您预留，但还没有付款：没有可以自动扣款的银行卡，或者银行要您本人确认。请打开预约页面付款；上门前 24 小时仍未付款的，不再保留。', sms: '{booking}（{when}）还没有付款，请到“我的预约”付款；上门前 24 小时未付不再保留。预约号 {reference}。' },
      'en': { subject: 'Please pay: {booking}, {when}', text: 'This visit is reserved for you and not paid yet: there is no card that could be charged, or the bank wants to hear from you. Please pay on the page of the booking. Unpaid 24 hours before it starts, it is kept no longer.', sms: '{booking} ({when}) is not paid yet. Please pay under “My bookings”; unpaid 24 hours before, it is kept no longer. Booking {reference}.' },
    },
  },
  visit_unpaid: {
    path: booking,
    words: {
      'zh-CN': { subject: '未付款，这次上门已取消：{legs}', text: '到期仍未付款，这次上门没有保留。', sms: '{legs}（{when}）到期未付款，没有保留。' },
      'en': { subject: 'Not paid, so not kept: {legs}', text: 'The visit was not paid for in time, so we could not keep it.', sms: '{legs} ({when}) was not paid for in time and is not kept.' },
    },
  },
  provider_plan_made: {
    path: desk, bare: true,
    words: {
      'zh-CN': { subject: '新的定期计划：{booking}', text: '有住户建立了定期计划，下面这几天的时间已经预留，每次上门前三天左右付款。付款后会再通知您；上门前 24 小时仍未付款的，时间会放开。', sms: '新的定期计划：{booking}，已预留 {days}。' },
      'en': { subject: 'New care plan: {booking}', text: 'A resident made a care plan. Your time on the days below is reserved; each visit is paid about three days before, and you hear of it then. Unpaid 24 hours before, its time is free again.', sms: 'new care plan: {booking}, reserved on {days}.' },
    },
  },
  provider_visit_unpaid: {
    path: desk,
    words: {
      'zh-CN': { subject: '未付款，已放开：{legs}，{when}', text: '这次上门到期没有付款，时间已经放开。', sms: '{legs}（{when}）未付款，已放开。' },
      'en': { subject: 'Not paid, time is free: {legs}, {when}', text: 'The visit was not paid for, and its time is free again.', sms: '{legs} ({when}) was not paid for; the time is free again.' },
    },
  },
} as const satisfies Record<string, Wording>
