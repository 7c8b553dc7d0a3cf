/** The words of the pages that a payer or a provider sees. */
const zh = {
  lang: 'zh-CN',
  title: '付款', standIn: '演示付款页', standInNote: '这里代替 Stripe 的收银台，不会真的扣款。请勿填写真实卡号。',
  summary: '订单', total: '合计', payWith: '付款方式', card: '银行卡', alipay: '支付宝', wechat_pay: '微信支付',
  email: '电子邮箱', number: '卡号', expiry: '有效期（月 / 年）', cvc: '安全码', pay: '支付', cancel: '返回，不付款',
  testCards: '可用的测试卡', succeeds: '付款成功', declined: '被拒绝', insufficient: '余额不足', authenticates: '付款成功；日后自动扣款需本人验证',
  chooseOutcome: '真正的页面会在这里打开钱包。请选择结果：', succeed: '付款成功', fail: '付款失败', later: '稍后付款（异步）',
  laterNote: '先返回商家，付款结果稍后通知。', laterSucceeds: '约 20 秒后成功', laterFails: '约 20 秒后失败', laterByHand: '由我在演示面板上决定', laterOutcome: '之后的结果',
  expiresAt: '请在此之前完成付款：', expiredTitle: '付款已超时', expiredText: '这次付款的时限已过，没有扣款。您可以返回重新选择时间。', back: '返回商家',
  paidTitle: '已完成', paidText: '这笔订单已经提交付款，无需重复操作。', continue: '查看订单', missingTitle: '没有找到这次付款', missingText: '链接可能不完整，或演示数据已被清空。',
  failures: {
    generic_decline: '您的银行卡被拒绝。请换一张卡，或改用其他付款方式。', insufficient_funds: '卡内余额不足。请换一张卡，或改用其他付款方式。',
    incorrect_number: '卡号不正确，请检查后重试。', expired_card: '卡已过期，或有效期填写有误。', incorrect_cvc: '安全码不正确。', test_mode_live_card: '这里只接受测试卡，请勿填写真实卡号。',
    payment_failed: '付款没有成功，没有扣款。您可以重试，或改用其他付款方式。', invalid_email: '请填写有效的电子邮箱。',
  },
  onboardingTitle: '收款账户开通', onboardingText: '这里代替 Stripe 的开户页。真正的页面会核实主体、负责人和银行账户。', onboardingDone: '资料已齐全，开通收款', onboardingLater: '稍后再填', onboardingExpired: '此链接已过期，请返回重新打开。',
}

export type Texts = typeof zh

const en: Texts = {
  lang: 'en',
  title: 'Payment', standIn: 'Demo checkout', standInNote: 'This page stands in for Stripe’s checkout. No money moves. Do not type a real card number.',
  summary: 'Your order', total: 'Total', payWith: 'Payment method', card: 'Card', alipay: 'Alipay', wechat_pay: 'WeChat Pay',
  email: 'Email', number: 'Card number', expiry: 'Expiry (MM / YY)', cvc: 'Security code', pay: 'Pay', cancel: 'Go back without paying',
  testCards: 'Test cards', succeeds: 'payment succeeds', declined: 'declined', insufficient: 'insufficient funds', authenticates: 'succeeds; later charges need the person',
  chooseOutcome: 'The real page would open the wallet here. Choose how it ends:', succeed: 'Payment succeeds', fail: 'Payment fails', later: 'Pay later (asynchronous)',
  laterNote: 'You return to the shop now; the result follows later.', laterSucceeds: 'success after 20 s', laterFails: 'failure after 20 s', laterByHand: 'I decide on the desk', laterOutcome: 'How it ends later',
  expiresAt: 'Please pay before', expiredTitle: 'This payment has timed out', expiredText: 'The time to pay is over and nothing was charged. You can go back and choose a time again.', back: 'Back to the shop',
  paidTitle: 'All done', paidText: 'This order’s payment has already been submitted. There is nothing more to do here.', continue: 'See the order', missingTitle: 'This payment was not found', missingText: 'The link may be incomplete, or the demo data was emptied.',
  failures: {
    generic_decline: 'Your card was declined. Try another card or another way to pay.', insufficient_funds: 'Your card has insufficient funds. Try another card or another way to pay.',
    incorrect_number: 'The card number is incorrect. Please check it.', expired_card: 'The card has expired, or its expiry date is wrong.', incorrect_cvc: 'The security code is incorrect.', test_mode_live_card: 'Only test cards work here. Do not type a real card number.',
    payment_failed: 'The payment did not go through and nothing was charged. Try again, or pay another way.', invalid_email: 'Please give a valid email address.',
  },
  onboardingTitle: 'Set up payouts', onboardingText: 'This page stands in for Stripe’s onboarding. The real one verifies the organisation, its representative and its bank account.', onboardingDone: 'Everything is provided: activate payouts', onboardingLater: 'Not now', onboardingExpired: 'This link has expired. Go back and open it again.',
}

/** The session's language; with `auto` or none, what the browser asks for first. */
export function textsFor(locale: string | null | undefined, acceptLanguage = ''): Texts {
  const wanted = !locale || locale === 'auto' ? acceptLanguage : locale
  return wanted.toLowerCase().startsWith('zh') ? zh : en
}

export function failureText(texts: Texts, code: string): string {
  return Object.entries(texts.failures).find(([key]) => key === code)?.[1] ?? texts.failures.payment_failed
}

/** An amount in minor units, in the words of the language. */
export function money(texts: Texts, amount: number, currency: string): string {
  const format = new Intl.NumberFormat(texts.lang, { style: 'currency', currency: currency.toUpperCase(), currencyDisplay: 'narrowSymbol' })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  return format.format(amount / 10 ** digits)
}
