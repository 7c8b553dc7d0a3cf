import type { Locale } from '#shared/locale.ts'
import type { Sentences } from './wording.ts'

interface ProviderWording {
  path: '/provider/onboarding?provider={provider}'
  words: Record<Locale, Sentences>
}

const path = '/provider/onboarding?provider={provider}' as const

/** What those who run a provider are told of how it stands. `{reason}` is what the operator wrote. */
export const providerTemplates = {
  provider_verified: {
    path,
    words: {
      'zh-CN': { subject: '审核通过：{firm}', text: '“{firm}”已通过审核。从现在起，您发布的服务和组合可以被住户看到和预约。{reason}', sms: '“{firm}”已通过审核。' },
      'en': { subject: 'Verified: {firm}', text: '“{firm}” is verified. What you publish can now be found and booked. {reason}', sms: '“{firm}” is verified.' },
    },
  },
  provider_papers_approved: {
    path,
    words: {
      'zh-CN': { subject: '新证件已通过：{firm}', text: '“{firm}”提交的新证件已通过审核，旧证件不再使用。{reason}', sms: '“{firm}”的新证件已通过审核。' },
      'en': { subject: 'Your new documents are approved: {firm}', text: 'The new documents of “{firm}” are approved and take the place of the old ones. {reason}', sms: 'the new documents of “{firm}” are approved.' },
    },
  },
  provider_more_needed: {
    path,
    words: {
      'zh-CN': { subject: '还需要补充材料：{firm}', text: '审核“{firm}”时，我们还需要您补充：{reason}', sms: '审核“{firm}”还需要补充材料，请登录工作台查看。' },
      'en': { subject: 'We need something more: {firm}', text: 'To verify “{firm}” we need something more from you: {reason}', sms: 'to verify “{firm}” we need something more. Please look at your desk.' },
    },
  },
  provider_rejected: {
    path,
    words: {
      'zh-CN': { subject: '未通过审核：{firm}', text: '很抱歉，“{firm}”没有通过审核。原因：{reason}', sms: '“{firm}”没有通过审核，原因请登录工作台查看。' },
      'en': { subject: 'Not accepted: {firm}', text: 'We are sorry: “{firm}” was not accepted. The reason: {reason}', sms: '“{firm}” was not accepted. Your desk says why.' },
    },
  },
  provider_change_refused: {
    path,
    words: {
      'zh-CN': { subject: '新证件未通过：{firm}', text: '“{firm}”提交的新证件没有通过，原来的证件继续有效，服务不受影响。原因：{reason}', sms: '“{firm}”的新证件没有通过，原证件继续有效。' },
      'en': { subject: 'The new documents were refused: {firm}', text: 'The new documents of “{firm}” were refused. Those from before stay, and nothing else changes. The reason: {reason}', sms: 'the new documents of “{firm}” were refused; those from before stay.' },
    },
  },
  provider_suspended: {
    path,
    words: {
      'zh-CN': { subject: '已暂停服务：{firm}', text: '“{firm}”已被平台暂停，住户暂时看不到也不能预约。原因：{reason}', sms: '“{firm}”已被平台暂停，原因请登录工作台查看。' },
      'en': { subject: 'Suspended: {firm}', text: '“{firm}” is suspended: nothing of it can be found or booked for now. The reason: {reason}', sms: '“{firm}” is suspended. Your desk says why.' },
    },
  },
  provider_lifted: {
    path,
    words: {
      'zh-CN': { subject: '已恢复服务：{firm}', text: '“{firm}”的暂停已解除，住户又可以看到和预约了。{reason}', sms: '“{firm}”的暂停已解除。' },
      'en': { subject: 'No longer suspended: {firm}', text: 'The suspension of “{firm}” is lifted: it can be found and booked again. {reason}', sms: 'the suspension of “{firm}” is lifted.' },
    },
  },
} as const satisfies Record<string, ProviderWording>

/** The mail that asks somebody to join a provider; they may have no account yet. `{role}` is one of `roleWording`. */
export const invitationWording: Record<Locale, Sentences> = {
  'zh-CN': { subject: '{inviter}邀请您加入{firm}', text: '{inviter}邀请您以“{role}”的身份加入{firm}。点开下面的链接，登录或注册后即可加入。链接 7 天内有效，只能使用一次。如果您不认识对方，忽略这封邮件即可。', sms: '' },
  'en': { subject: '{inviter} asks you to join {firm}', text: '{inviter} asks you to join {firm} as {role}. Open the link below and sign in or sign up. It is good for 7 days, and once. If you do not know them, ignore this mail.', sms: '' },
}

export const roleWording = {
  'zh-CN': { owner: '负责人', manager: '管理员', worker: '服务人员' },
  'en': { owner: 'an owner', manager: 'a manager', worker: 'a worker' },
} as const
