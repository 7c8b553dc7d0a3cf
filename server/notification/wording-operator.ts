import type { Locale } from '#shared/locale.ts'
import type { Sentences } from './wording.ts'

interface OperatorWording {
  path: '/operator/bank-disputes' | '/operator/mismatches' | '/operator/refunds'
  words: Record<Locale, Sentences>
}

/** What operators are told of money that waits for them. `{about}` is a booking, or what names it elsewhere. */
export const operatorTemplates = {
  operator_bank_dispute: {
    path: '/operator/bank-disputes',
    words: {
      'zh-CN': { subject: '银行争议：{about} {amount}', text: '付款人的银行对这笔付款提出了争议，款项已被银行扣下。在银行裁定之前，退款和转账都会暂停。举证截止：{until}。', sms: '银行对{about}的{amount}提出争议，举证截止{until}。' },
      'en': { subject: 'Bank dispute: {about} {amount}', text: 'The payer\'s bank disputes this payment and has taken the money. Until it decides nothing is refunded or sent on. Evidence can be sent until {until}.', sms: 'a bank disputes {amount} of {about}. Evidence until {until}.' },
    },
  },
  operator_mismatch: {
    path: '/operator/mismatches',
    words: {
      'zh-CN': { subject: '账目对不上：{about}', text: '账本和支付服务商的记录不一致，请查看并处理。与之相关的付款可能已暂停。', sms: '账目对不上：{about}。' },
      'en': { subject: 'The books do not match: {about}', text: 'The books and the payment service tell something differently. Please look at it; a payment may be held for it.', sms: 'the books do not match: {about}.' },
    },
  },
  operator_manual_refund: {
    path: '/operator/refunds',
    words: {
      'zh-CN': { subject: '有一笔退款需要人工处理：{about} {amount}', text: '这笔钱已答应退给住户，但支付服务商现在退不了。请查看原因，并决定怎么退。', sms: '{about}有{amount}需要人工退款。' },
      'en': { subject: 'A refund waits for you: {about} {amount}', text: 'This was promised to a resident, and the payment service cannot give it back now. Please see why, and decide how it goes.', sms: '{amount} of {about} is to be refunded by hand.' },
    },
  },
  operator_digest: {
    path: '/operator/mismatches',
    words: {
      'zh-CN': { subject: '与钱有关的待办：{count}件', text: '下面这些事等运营人员处理，与之相关的付款、退款或转账可能已暂停。', sms: '有{count}件与钱有关的事等您处理，请登录运营台查看。' },
      'en': { subject: 'Questions about money: {count}', text: 'These wait for an operator. Payments, refunds or transfers may be held for them.', sms: 'questions about money that wait for you: {count}. Please see the desk.' },
    },
  },
} as const satisfies Record<string, OperatorWording>

/** What a digest calls them, with the number. */
export const questionWording: Record<Locale, Record<'bank_dispute' | 'manual_refund' | 'mismatch', string>> = {
  'zh-CN': { bank_dispute: '银行争议（{count}）', manual_refund: '人工退款（{count}）', mismatch: '账目不符（{count}）' },
  'en': { bank_dispute: 'Bank disputes ({count})', manual_refund: 'Refunds by hand ({count})', mismatch: 'The books do not match ({count})' },
}

export const undecidedDay: Record<Locale, string> = { 'zh-CN': '未定', 'en': 'a day not yet set' }
