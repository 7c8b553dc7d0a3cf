/** The words of the desk. Names that Stripe's API uses (ids, types of events) stay as they are. */
const zh = {
  lang: 'zh-CN', other: { lang: 'en', label: 'English' },
  title: 'Stripe 演示面板', notice: '这里代替 Stripe。一切都是虚构的，没有真实资金往来。', intro: '在这里可以让 Stripe 一侧的任何情况发生：争议、退款失败、账户受限、余额不足、通知丢失或重复、接口出错、时间流逝。',
  onThisPage: '本页内容', none: '暂无。', done: '已执行。', apply: '应用', problemTitle: '没有执行',
  clock: {
    title: '时钟', now: 'Stripe 现在的时间', note: '只移动 Stripe 的时钟，网站自己的时钟不动。', advance: '向前移动', go: '移动', back: '回到真实时间',
    steps: { 10: '10 分钟', 60: '1 小时', 1440: '1 天', 11520: '8 天（资金转为可用）', 131040: '91 天（支付宝不能再退款）' },
  },
  webhooks: {
    title: '通知（webhook）', waiting: '等待送达：', paused: '暂停发送', order: '顺序', orders: { any: '大致按先后，可同时', reverse: '从后往前', shuffle: '随机' },
    delay: '延迟（秒）', drop: '接下来丢失几条', double: '接下来重复几条', times: '每条共送几次',
  },
  faults: {
    title: '接口出错', note: '下一次（或几次）这样的请求会遇到它。', which: '哪些请求', kind: '出什么错', times: '几次', add: '安排', clear: '全部取消', planned: '已安排',
    calls: {
      all: '全部请求', sessions: '新建结账', saved: '用已存的卡扣款', refunds: '退款', transfers: '转账', reversals: '撤回转账', accounts: '收款账户', read: '查询付款', events: '列出事件',
    },
    kinds: {
      '429': '429 请求过多（未执行）', '409': '409 同一密钥正在处理（未执行）', '500': '500（未执行，重试即可）', '500_stored': '500 并记住（未执行，同一密钥总是 500）',
      '500_after': '500 并记住（其实已执行）', 'cut': '断开连接（未执行）', 'cut_after': '断开连接（其实已执行）',
    },
  },
  balances: {
    title: '余额与收款账户', note: '清空平台余额，没有来源的转账会被拒绝；清空收款账户，它的转账就无法撤回。', platform: '平台', available: '可用', pending: '待结算', empty: '全部提走',
    topUp: '充值金额', add: '充值', capability: '收款能力', set: '更改', closed: '已关闭', statuses: { active: '可收款', pending: '审核中', restricted: '受限', unsupported: '不支持' },
  },
  payments: { title: '付款', dispute: '发起争议', disputeAmount: '争议金额（空着即全额）', refund: '在这里直接退款', refundAmount: '退款金额（空着即全额）' },
  disputes: { title: '争议', review: '已提交证据', win: '平台胜诉', lose: '平台败诉' },
  refunds: { title: '退款', failLater: '事后失败' },
  transfers: { title: '转账', to: '收款账户', reversed: '已撤回' },
  events: { title: '事件与送达', resend: '再送一次', tries: '尝试次数：' },
  succeed: '成功', fail: '失败',
  states: {
    succeeded: '成功', failed: '失败', pending: '处理中', processing: '等待结果', canceled: '已取消', requires_payment_method: '未付款', requires_confirmation: '未确认', requires_action: '待验证',
    needs_response: '待答复', under_review: '审核中', won: '胜诉', lost: '败诉', delivered: '已送达', waiting: '等待', lost_delivery: '丢失',
  },
  problems: {
    amount_invalid: '请填写正确的金额，例如 12.50。', balance_insufficient: '余额不足，或没有可以提走的钱。', charge_disputed: '这笔付款已经有争议了。', refund_amount_exceeds_charge: '退款不能超过还没退的金额。',
    charge_not_disputable: '只有成功的银行卡付款才会有争议。', amount_too_large: '争议金额不能超过尚未退还的部分。', number_invalid: '数字超出允许的范围。',
    other: '这件事现在做不了，页面可能已经过时，请查看最新状态。',
  },
}

export type DeskTexts = typeof zh

const en: DeskTexts = {
  lang: 'en', other: { lang: 'zh', label: '中文' },
  title: 'Stripe stand-in', notice: 'This stands in for Stripe. Everything here is made up; no money moves.', intro: 'Here anything can be made to happen on Stripe’s side: disputes, refunds that fail, restricted accounts, balances that are too low, lost or doubled webhooks, errors of the API, time passing.',
  onThisPage: 'On this page', none: 'None yet.', done: 'Done.', apply: 'Apply', problemTitle: 'Nothing was done',
  clock: {
    title: 'Clock', now: 'Stripe’s time is', note: 'This moves Stripe’s clock alone; the site keeps its own.', advance: 'Move forward by', go: 'Move', back: 'Back to real time',
    steps: { 10: '10 minutes', 60: '1 hour', 1440: '1 day', 11520: '8 days (money becomes available)', 131040: '91 days (too late to refund Alipay)' },
  },
  webhooks: {
    title: 'Webhooks', waiting: 'Waiting to be delivered: ', paused: 'Hold them back', order: 'Order', orders: { any: 'roughly as they happen, several at once', reverse: 'the last first', shuffle: 'shuffled' },
    delay: 'Delay (seconds)', drop: 'Lose the next', double: 'Repeat the next', times: 'Deliveries of each',
  },
  faults: {
    title: 'Errors of the API', note: 'The next such call, or calls, will meet it.', which: 'Which calls', kind: 'What goes wrong', times: 'How often', add: 'Plan it', clear: 'Cancel all', planned: 'Planned',
    calls: {
      all: 'Every call', sessions: 'Opening a checkout', saved: 'Charging a saved card', refunds: 'Refunds', transfers: 'Transfers', reversals: 'Reversals', accounts: 'Accounts', read: 'Reading a payment', events: 'Listing events',
    },
    kinds: {
      '429': '429 too many requests (nothing done)', '409': '409 key in use (nothing done)', '500': '500 (nothing done, a retry heals it)', '500_stored': '500, remembered (nothing done, its key stays 500)',
      '500_after': '500, remembered (yet the work was done)', 'cut': 'Connection cut (nothing done)', 'cut_after': 'Connection cut (yet the work was done)',
    },
  },
  balances: {
    title: 'Balances and accounts', note: 'Empty the platform’s balance, and transfers without a source are refused. Empty an account’s, and its transfers cannot be reversed.', platform: 'Platform', available: 'Available', pending: 'Pending', empty: 'Pay everything out',
    topUp: 'Amount to top up', add: 'Top up', capability: 'Receiving transfers', set: 'Change', closed: 'closed', statuses: { active: 'active', pending: 'pending', restricted: 'restricted', unsupported: 'unsupported' },
  },
  payments: { title: 'Payments', dispute: 'Open a dispute', disputeAmount: 'Disputed amount (all if empty)', refund: 'Refund it here, past the site', refundAmount: 'Amount to refund (all if empty)' },
  disputes: { title: 'Disputes', review: 'Evidence was sent', win: 'Platform wins', lose: 'Platform loses' },
  refunds: { title: 'Refunds', failLater: 'Fail after all' },
  transfers: { title: 'Transfers', to: 'To', reversed: 'reversed' },
  events: { title: 'Events and deliveries', resend: 'Resend', tries: 'tries: ' },
  succeed: 'Succeed', fail: 'Fail',
  states: {
    succeeded: 'succeeded', failed: 'failed', pending: 'pending', processing: 'waiting for its result', canceled: 'cancelled', requires_payment_method: 'not paid', requires_confirmation: 'not confirmed', requires_action: 'needs the person',
    needs_response: 'needs a response', under_review: 'under review', won: 'won', lost: 'lost', delivered: 'delivered', waiting: 'waiting', lost_delivery: 'lost',
  },
  problems: {
    amount_invalid: 'Give an amount such as 12.50.', balance_insufficient: 'There is not so much money in this balance.', charge_disputed: 'This payment is disputed already.', refund_amount_exceeds_charge: 'No more can be refunded than what has not been refunded.',
    charge_not_disputable: 'Only card payments that succeeded can be disputed.', amount_too_large: 'No more can be disputed than what has not been refunded.', number_invalid: 'A number is out of its range.',
    other: 'This cannot be done now. The page may have been out of date: here is how things stand.',
  },
}

/** The language that was asked for by name; else what the browser asks for first. */
export function deskTexts(wanted: string | null, acceptLanguage: string): DeskTexts {
  return (wanted ?? acceptLanguage).toLowerCase().startsWith('zh') ? zh : en
}

/** What Stripe calls by a word of its API, in the reader's words; what has none stays as it is. */
export function stateText(texts: DeskTexts, state: string): string {
  return Object.entries(texts.states).find(([name]) => name === state)?.[1] ?? state
}
