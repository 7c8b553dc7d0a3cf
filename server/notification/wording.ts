import type { Locale } from '#shared/locale.ts'
import { ofPlans } from './plan-wording.ts'

/** What calendar entries say. */
export const calendarWording = {
  'zh-CN': {
    site: '邻里', provider: '服务商：', who: '上门人员：', recipient: '服务对象：', contact: '现场联系人：', reference: '预约号：', comma: '、', mine: '我的预约', work: '我的上门安排',
  },
  'en': {
    site: 'Linli', provider: 'Provider: ', who: 'Who comes: ', recipient: 'For: ', contact: 'On site: ', reference: 'Booking: ', comma: ', ', mine: 'My bookings', work: 'My visits',
  },
} as const

/** What stands around every notice. */
export const frameWording = {
  'zh-CN': {
    hello: '{name}，您好：', open: '查看详情', when: '时间', where: '地点', provider: '服务商', people: '上门人员', recipient: '服务对象', reference: '预约号', visits: '上门',
    zone: '时间均为服务地点当地时间（{zone}）。', why: '您收到这封邮件，是因为您在邻里有一项预约或工作。', sign: '邻里 · 好邻居，刚刚好', sms: '【邻里】', joined: '、',
  },
  'en': {
    hello: 'Hello {name},', open: 'See the details', when: 'When', where: 'Where', provider: 'Provider', people: 'Who comes', recipient: 'For',
    reference: 'Booking', visits: 'Visits', zone: 'All times are local to the place of service ({zone}).',
    why: 'You get this mail because you have a booking or work on Linli.', sign: 'Linli · good neighbours, all in good time', sms: 'Linli: ', joined: ', ',
  },
} as const

/** How a leg stands, where a notice lists several. */
export const stateWording = {
  'zh-CN': { requested: '等待服务商确认', confirmed: '已确认', substituting: '正在换人', cancelled: '已取消' },
  'en': { requested: 'awaiting the provider', confirmed: 'confirmed', substituting: 'finding a replacement', cancelled: 'cancelled' },
} as const

/** The sentences of one notice. `{booking}`, `{legs}`, `{provider}`, `{when}`, `{where}`, `{amount}`, `{reference}` are filled in. */
export interface Sentences {
  subject: string
  text: string
  sms: string
}

export interface Wording {
  /** Where its button leads, below the reader's language; absent: no button. */
  path?: '/bookings/{id}' | '/plans/{id}' | '/provider'
  /** Goes with a calendar file. */
  calendar?: true
  /** Lists the whole booking, each leg with its state. */
  whole?: true
  /** Lists no leg: it is about money. */
  bare?: true
  words: Record<Locale, Sentences>
}

const booking = '/bookings/{id}'

const toResident = {
  booked: {
    path: booking, calendar: true, whole: true,
    words: {
      'zh-CN': { subject: '预约成功：{booking}', text: '款项已收到，预约已生效。标着“等待服务商确认”的部分，有结果会马上告诉您。', sms: '预约成功：{booking}，{when}。预约号 {reference}。' },
      'en': { subject: 'Booked: {booking}', text: 'We have your payment, and your booking stands. Where a part awaits its provider, we tell you as soon as there is an answer.', sms: 'booked: {booking}, {when}. Booking {reference}.' },
    },
  },
  accepted: {
    path: booking, calendar: true,
    words: {
      'zh-CN': { subject: '服务商已确认：{legs}', text: '{provider}接受了您的预约。', sms: '{provider}已确认{legs}，{when}。' },
      'en': { subject: 'Confirmed: {legs}', text: '{provider} has accepted.', sms: '{provider} has confirmed {legs}, {when}.' },
    },
  },
  payment_failed: {
    path: booking, bare: true,
    words: {
      'zh-CN': { subject: '付款没有成功：{booking}', text: '这次付款没有成功，预留的时间已经放开。没有扣款；如果账户显示已扣，会原路退回。您可以重新选一个时间。', sms: '{booking}付款没有成功，预留的时间已放开。可重新选择时间。' },
      'en': { subject: 'Payment failed: {booking}', text: 'The payment did not go through, and the time that we kept for you is free again. You were not charged; should your account show otherwise, it comes back the same way. You can choose a time again.', sms: 'the payment for {booking} did not go through, and the time is free again. You can choose another.' },
    },
  },
  declined: {
    path: booking,
    words: {
      'zh-CN': { subject: '服务商无法接受：{legs}', text: '很抱歉，{provider}这次来不了，也没有可以替换的安排。这一项已取消，费用全额退回。', sms: '很抱歉，{provider}无法提供{legs}（{when}），该项已取消并全额退款。' },
      'en': { subject: 'Not accepted: {legs}', text: 'We are sorry: {provider} cannot come, and there is no replacement. This part is cancelled, and you get all of its price back.', sms: 'sorry, {provider} cannot do {legs} ({when}). It is cancelled; you get all of its price back.' },
    },
  },
  substituting: {
    path: booking,
    words: {
      'zh-CN': { subject: '请决定：{legs}要换一家', text: '很抱歉，{provider}这次来不了。我们找到了同一时间能来的另一家，价格不会更高。请在预约页面接受，或不要这一项并全额退款；到期没有答复，就取消并全额退款。', sms: '{provider}无法提供{legs}（{when}），可换另一家，请尽快在预约页面答复。' },
      'en': { subject: 'Your decision: another provider for {legs}', text: 'We are sorry: {provider} cannot come. Another provider can, at the same time and for no more. Please accept on the page of your booking, or leave this part out and get all of its price back; without an answer in time it is cancelled and refunded in full.', sms: '{provider} cannot do {legs} ({when}). Another provider can; please answer on your booking soon.' },
    },
  },
  substituted: {
    path: booking, calendar: true,
    words: {
      'zh-CN': { subject: '已换好：{legs}', text: '现在由{provider}为您服务。', sms: '{legs}改由{provider}服务，{when}。' },
      'en': { subject: 'Replaced: {legs}', text: '{provider} comes instead.', sms: '{legs} is now with {provider}, {when}.' },
    },
  },
  unreplaced: {
    path: booking, calendar: true,
    words: {
      'zh-CN': { subject: '已取消并退款：{legs}', text: '这一项没有换人，已经取消，费用全额退回。', sms: '{legs}（{when}）已取消，全额退款。' },
      'en': { subject: 'Cancelled and refunded: {legs}', text: 'This part was not replaced. It is cancelled, and you get all of its price back.', sms: '{legs} ({when}) is cancelled; you get all of its price back.' },
    },
  },
  moved: {
    path: booking, calendar: true,
    words: {
      'zh-CN': { subject: '已改时间：{legs}', text: '新的时间如下，日历文件会更新原来的日程。', sms: '{legs}已改到{when}。' },
      'en': { subject: 'Moved: {legs}', text: 'Here is the new time. The calendar file moves the old entry.', sms: '{legs} is moved to {when}.' },
    },
  },
  moved_by_provider: {
    path: booking, calendar: true,
    words: {
      'zh-CN': { subject: '服务商改了时间：{legs}', text: '{provider}把时间改到了下面这个。如果不合适，可以在预约页面改期或取消。', sms: '{provider}把{legs}改到了{when}。不合适可在预约页面改期或取消。' },
      'en': { subject: 'Moved by the provider: {legs}', text: '{provider} has moved this part to the time below. If it does not suit you, move or cancel it on the page of your booking.', sms: '{provider} has moved {legs} to {when}. If it does not suit you, change it on your booking.' },
    },
  },
  cancelled: {
    path: booking, calendar: true,
    words: {
      'zh-CN': { subject: '已取消：{legs}', text: '这一部分已经取消。应退的金额按预约时的规则计算，可在预约页面看到。', sms: '{legs}（{when}）已取消。退款详情见预约页面。' },
      'en': { subject: 'Cancelled: {legs}', text: 'This part is cancelled. What you get back follows the terms of your booking; its page shows the amount.', sms: '{legs} ({when}) is cancelled. Your booking shows what you get back.' },
    },
  },
  delivered: {
    path: booking,
    words: {
      'zh-CN': { subject: '服务已完成：{legs}', text: '服务已经完成。如果有问题，请在 72 小时内在预约页面告诉我们。', sms: '{legs}已完成。如有问题，请在 72 小时内告诉我们。' },
      'en': { subject: 'Done: {legs}', text: 'The service is done. If something was not right, tell us on the page of your booking within 72 hours.', sms: '{legs} is done. If something was not right, tell us within 72 hours.' },
    },
  },
  no_show_asked: {
    path: booking,
    words: {
      'zh-CN': { subject: '服务做了吗？{legs}', text: '{legs}的时间已过，但没有上门记录。服务商没有来的话，请在预约页面告诉我们。', sms: '{legs}（{when}）没有上门记录。没有来的话，请在预约页面告诉我们。' },
      'en': { subject: 'Did somebody come? {legs}', text: 'The time of {legs} is over, and nobody has checked in. If the provider did not come, tell us on the page of your booking.', sms: 'nobody has checked in for {legs} ({when}). If the provider did not come, tell us on your booking.' },
    },
  },
  no_show_resident: {
    path: booking,
    words: {
      'zh-CN': { subject: '上门时没有人：{legs}', text: '{provider}反映按时到了，但没有见到人。费用将按取消规则结算；如果不是这样，请在 72 小时内提出异议。', sms: '{provider}反映{legs}上门时没有人。如不属实，请在 72 小时内在预约页面提出异议。' },
      'en': { subject: 'Nobody was there: {legs}', text: '{provider} says that it came and met nobody. It is settled by the cancellation terms, unless you object within 72 hours.', sms: '{provider} says that nobody was there for {legs}. If that is wrong, object on your booking within 72 hours.' },
    },
  },
  no_show_provider: {
    path: booking,
    words: {
      'zh-CN': { subject: '服务商没有来：{legs}', text: '很抱歉，{provider}没有到。这一项的费用全额退回。', sms: '很抱歉，{provider}没有来做{legs}，该项全额退款。' },
      'en': { subject: 'The provider did not come: {legs}', text: 'We are sorry that {provider} did not come. You get all of this part’s price back.', sms: 'sorry that {provider} did not come for {legs}. You get all of its price back.' },
    },
  },
  dispute_received: {
    path: booking,
    words: {
      'zh-CN': { subject: '已收到您的异议：{legs}', text: '我们会看双方的说法再作决定。在那之前，这笔钱不会付给服务商。', sms: '已收到您对{legs}的异议，处理期间不会向服务商付款。' },
      'en': { subject: 'We have your dispute: {legs}', text: 'We hear both sides and then decide. Until then the provider is not paid for this part.', sms: 'we have your dispute about {legs}. The provider is not paid until it is decided.' },
    },
  },
  dispute_resolved: {
    path: booking,
    words: {
      'zh-CN': { subject: '异议已有结果：{legs}', text: '您的异议已经处理完，结果在预约页面。', sms: '您对{legs}的异议已有结果，请看预约页面。' },
      'en': { subject: 'Your dispute is decided: {legs}', text: 'Your dispute is decided; see the page of your booking.', sms: 'your dispute about {legs} is decided. See your booking.' },
    },
  },
  refunded: {
    path: booking, bare: true,
    words: {
      'zh-CN': { subject: '退款 {amount} 已退回', text: '{amount}已按原付款方式退回，到账时间由银行或支付平台决定。', sms: '{booking}的退款 {amount} 已原路退回。' },
      'en': { subject: 'Refunded: {amount}', text: '{amount} went back the way it was paid. When it arrives is up to your bank or wallet.', sms: '{amount} for {booking} went back the way it was paid.' },
    },
  },
  late_refunded: {
    path: booking, bare: true,
    words: {
      'zh-CN': { subject: '付款来晚了，已全额退回 {amount}', text: '您的付款到达时，预留的时间已经给了别人。{amount}已按原付款方式全额退回。很抱歉，请再选一个时间。', sms: '{booking}付款到达时已过预留时间，{amount} 已全额退回，请重新选择时间。' },
      'en': { subject: 'Your payment came too late: {amount} refunded', text: 'When your payment arrived, the time had gone to somebody else. All of it, {amount}, went back the way it was paid. We are sorry; please choose another time.', sms: 'your payment for {booking} came too late; {amount} went back in full. Please choose another time.' },
    },
  },
  refund_failed: {
    path: booking, bare: true,
    words: {
      'zh-CN': { subject: '退款没有成功', text: '{amount}没能退回原付款方式。我们已经知道，会联系您用别的方式退给您。', sms: '{booking}的退款 {amount} 没能原路退回，我们会联系您另行退款。' },
      'en': { subject: 'A refund did not go through', text: '{amount} could not go back the way it was paid. We know of it and will get in touch to pay you in another way.', sms: 'the refund of {amount} for {booking} did not go through. We will get in touch.' },
    },
  },
  reminder_day: {
    path: booking, calendar: true,
    words: {
      'zh-CN': { subject: '提醒：{when} {legs}', text: '快到时间了。需要改期或取消，请在预约页面操作。', sms: '提醒：{legs}，{when}，{where}。' },
      'en': { subject: 'Reminder: {legs}, {when}', text: 'It is nearly time. You can still move or cancel on the page of your booking.', sms: 'reminder: {legs}, {when}, {where}.' },
    },
  },
  reminder_hours: {
    path: booking,
    words: {
      'zh-CN': { subject: '两小时后：{legs}', text: '两小时内开始。', sms: '两小时内：{legs}，{when}，{where}。' },
      'en': { subject: 'In two hours: {legs}', text: 'It starts within two hours.', sms: 'within two hours: {legs}, {when}, {where}.' },
    },
  },
  contact_reminder: {
    words: {
      'zh-CN': { subject: '提醒：{when} {legs}', text: '您是这次服务的现场联系人。', sms: '提醒：您是现场联系人，{legs}，{when}，{where}。' },
      'en': { subject: 'Reminder: {legs}, {when}', text: 'You are named as the person on site.', sms: 'reminder for you as the person on site: {legs}, {when}, {where}.' },
    },
  },
} as const satisfies Record<string, Wording>

const desk = '/provider'

const toProvider = {
  provider_booked: {
    path: desk,
    words: {
      'zh-CN': { subject: '新预约：{legs}，{when}', text: '有一项新的预约，已经付款并确认。', sms: '新预约：{legs}，{when}。' },
      'en': { subject: 'New booking: {legs}, {when}', text: 'There is a new booking, paid and confirmed.', sms: 'new booking: {legs}, {when}.' },
    },
  },
  provider_requested: {
    path: desk,
    words: {
      'zh-CN': { subject: '请答复：{legs}，{when}', text: '有一项已付款的预约等您接受或拒绝。过时未答复视为拒绝。', sms: '有一项预约等您答复：{legs}，{when}。' },
      'en': { subject: 'Please answer: {legs}, {when}', text: 'A paid booking waits for you to accept or decline. Without an answer in time it counts as declined.', sms: 'a booking waits for your answer: {legs}, {when}.' },
    },
  },
  provider_timed_out: {
    path: desk,
    words: {
      'zh-CN': { subject: '未及时答复，预约已转出：{legs}', text: '没有在期限内答复，这项预约已不再属于您。', sms: '{legs}（{when}）未及时答复，已转出。' },
      'en': { subject: 'Not answered in time: {legs}', text: 'There was no answer in time, so this booking is no longer yours.', sms: '{legs} ({when}) was not answered in time and is no longer yours.' },
    },
  },
  provider_withdrawn: {
    path: desk,
    words: {
      'zh-CN': { subject: '预约不再属于您：{legs}', text: '资质或人员已不满足要求，或平台已暂停您的服务，这项预约不再由您承担。请在工作台查看。', sms: '{legs}（{when}）不再由您服务：资质或人员不满足要求，或平台已暂停您的服务。' },
      'en': { subject: 'No longer yours: {legs}', text: 'A credential or a person that this part needs is missing, or you are suspended, so it is no longer yours. Your desk says more.', sms: '{legs} ({when}) is no longer yours: a credential or a person is missing, or you are suspended.' },
    },
  },
  provider_moved: {
    path: desk,
    words: {
      'zh-CN': { subject: '住户改期：{legs}，{when}', text: '住户把时间改到了下面这个。', sms: '住户把{legs}改到{when}。' },
      'en': { subject: 'Moved by the resident: {legs}, {when}', text: 'The resident has moved this part to the time below.', sms: 'the resident has moved {legs} to {when}.' },
    },
  },
  provider_cancelled: {
    path: desk,
    words: {
      'zh-CN': { subject: '已取消：{legs}，{when}', text: '这项预约已经取消，时间已经放开。', sms: '{legs}（{when}）已取消。' },
      'en': { subject: 'Cancelled: {legs}, {when}', text: 'This part is cancelled, and its time is free again.', sms: '{legs} ({when}) is cancelled.' },
    },
  },
  provider_no_show_asked: {
    path: desk,
    words: {
      'zh-CN': { subject: '没有上门记录：{legs}，{when}', text: '服务时间已过，没有上门记录。请补录，或说明没有见到住户。', sms: '{legs}（{when}）没有上门记录，请补录或说明情况。' },
      'en': { subject: 'No check-in: {legs}, {when}', text: 'The time is over, and nobody has checked in. Please do so now, or say that nobody was there.', sms: 'nobody has checked in for {legs} ({when}). Please do so now, or say that nobody was there.' },
    },
  },
  provider_no_show: {
    path: desk,
    words: {
      'zh-CN': { subject: '记为未上门：{legs}，{when}', text: '这次服务被记为未上门，住户得到全额退款。', sms: '{legs}（{when}）被记为未上门。' },
      'en': { subject: 'Recorded as not delivered: {legs}, {when}', text: 'This visit is recorded as a no-show of yours, and the resident gets all of its price back.', sms: '{legs} ({when}) is recorded as a no-show of yours.' },
    },
  },
  provider_disputed: {
    path: desk,
    words: {
      'zh-CN': { subject: '住户提出异议：{legs}', text: '住户对这次服务有异议，款项暂不结算。', sms: '住户对{legs}（{when}）有异议，款项暂不结算。' },
      'en': { subject: 'Disputed: {legs}', text: 'The resident disputes this service. It is not settled until the dispute is decided.', sms: '{legs} ({when}) is disputed and not settled for now.' },
    },
  },
  provider_resolved: {
    path: desk,
    words: {
      'zh-CN': { subject: '异议已有结果：{legs}', text: '关于这次服务的异议已经处理完。', sms: '{legs}（{when}）的异议已有结果。' },
      'en': { subject: 'Dispute decided: {legs}', text: 'The dispute about this service is decided.', sms: 'the dispute about {legs} ({when}) is decided.' },
    },
  },
  worker_assigned: {
    words: {
      'zh-CN': { subject: '新的上门：{legs}，{when}', text: '给您安排了一次上门。', sms: '新的上门：{legs}，{when}，{where}。' },
      'en': { subject: 'New visit: {legs}, {when}', text: 'A visit is planned with you.', sms: 'new visit: {legs}, {when}, {where}.' },
    },
  },
  worker_moved: {
    words: {
      'zh-CN': { subject: '上门改期：{legs}，{when}', text: '时间改到了下面这个。', sms: '改期：{legs}，{when}，{where}。' },
      'en': { subject: 'Visit moved: {legs}, {when}', text: 'It is moved to the time below.', sms: 'moved: {legs}, {when}, {where}.' },
    },
  },
  worker_released: {
    words: {
      'zh-CN': { subject: '不用去了：{legs}，{when}', text: '这次上门已经取消，或改由别人去。', sms: '不用去了：{legs}，{when}。' },
      'en': { subject: 'No longer yours: {legs}, {when}', text: 'This visit is cancelled, or somebody else goes.', sms: 'no longer yours: {legs}, {when}.' },
    },
  },
  worker_reminder: {
    words: {
      'zh-CN': { subject: '提醒：{legs}，{when}', text: '快到上门的时间了。', sms: '提醒：{legs}，{when}，{where}。' },
      'en': { subject: 'Reminder: {legs}, {when}', text: 'Your visit is coming up.', sms: 'reminder: {legs}, {when}, {where}.' },
    },
  },
  operator_disputed: {
    words: {
      'zh-CN': { subject: '新的异议：{reference} {legs}', text: '有一项服务被提出异议，请处理。', sms: '新的异议：{reference}。' },
      'en': { subject: 'New dispute: {reference} {legs}', text: 'A service is disputed; please decide.', sms: 'new dispute: {reference}.' },
    },
  },
  operator_refund_failed: {
    bare: true,
    words: {
      'zh-CN': { subject: '退款失败：{reference} {amount}', text: '这笔退款没能原路退回，请人工处理。', sms: '退款失败：{reference} {amount}。' },
      'en': { subject: 'Refund failed: {reference} {amount}', text: 'This refund did not go through; please pay it by hand.', sms: 'refund failed: {reference} {amount}.' },
    },
  },
} as const satisfies Record<string, Wording>

export type Template = keyof typeof toResident | keyof typeof toProvider | keyof typeof ofPlans

export const templates: Record<Template, Wording> = { ...toResident, ...toProvider, ...ofPlans }

/** `{name}` in a sentence is the value of that name. */
export const fill = (sentence: string, values: Readonly<Record<string, string>>): string =>
  sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
