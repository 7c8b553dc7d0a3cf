import type { Locale } from '#shared/locale.ts'
import { crewTemplates } from './wording-crew.ts'
import { operatorTemplates } from './wording-operator.ts'
import { providerTemplates } from './wording-provider.ts'
import type { Sentences } from './wording.ts'

type Path<Templates extends Record<string, { path: string }>> = Templates[keyof Templates]['path']
interface DeskWording {
  path: '/provider/agreements?provider={provider}' | '/provider/bundles/{id}' | Path<typeof crewTemplates> | Path<typeof operatorTemplates> | Path<typeof providerTemplates>
  words: Record<Locale, Sentences>
}

const agreements = '/provider/agreements?provider={provider}'
const bundle = '/provider/bundles/{id}'

/** What those who run a provider are told of agreements, bundles and their people (`{who}` is the other side), and operators of money. */
export const deskTemplates = {
  agreement_proposed: {
    path: agreements,
    words: {
      'zh-CN': { subject: '{who}邀请您合作：{bundle}', text: '{who}希望在组合“{bundle}”里使用您的“{offering}”，条款等您答复。在您接受之前，什么都不会改变。', sms: '{who}邀请“{offering}”加入“{bundle}”，请到合作协议里答复。' },
      'en': { subject: '{who} asks you to join: {bundle}', text: '{who} would like your “{offering}” in the bundle “{bundle}”, and its terms wait for your answer. Nothing changes until you accept.', sms: '{who} asks for “{offering}” in “{bundle}”. Please answer under agreements.' },
    },
  },
  agreement_countered: {
    path: agreements,
    words: {
      'zh-CN': { subject: '{who}提出了新条款：{bundle}', text: '关于“{bundle}”里的“{offering}”，{who}提出了不同的条款，等您答复。在此之前，原来的约定照旧。', sms: '{who}对“{offering}”提出新条款，请到合作协议里答复。' },
      'en': { subject: '{who} asks for other terms: {bundle}', text: 'For “{offering}” in “{bundle}”, {who} asks for other terms and waits for your answer. Until then what was agreed stays.', sms: '{who} asks for other terms for “{offering}”. Please answer under agreements.' },
    },
  },
  agreement_accepted: {
    path: agreements,
    words: {
      'zh-CN': { subject: '{who}已接受：{bundle}', text: '“{bundle}”里的“{offering}”从现在起按新条款售卖。已经售出的预约仍按当时的条款履行。', sms: '{who}已接受“{offering}”的条款。' },
      'en': { subject: '{who} has accepted: {bundle}', text: '“{offering}” in “{bundle}” is now sold at these terms. What was sold before keeps its own.', sms: '{who} has accepted the terms for “{offering}”.' },
    },
  },
  agreement_declined: {
    path: agreements,
    words: {
      'zh-CN': { subject: '{who}没有接受：{bundle}', text: '“{bundle}”里“{offering}”的这一版条款没有谈成。之前已生效的约定（如有）不受影响。', sms: '{who}没有接受“{offering}”的条款。' },
      'en': { subject: '{who} has declined: {bundle}', text: 'These terms for “{offering}” in “{bundle}” will not be. What was in force before, if anything, stays.', sms: '{who} has declined the terms for “{offering}”.' },
    },
  },
  agreement_noticed: {
    path: agreements,
    words: {
      'zh-CN': { subject: '{who}通知退出：{bundle}', text: '“{bundle}”里的“{offering}”将于{until}结束合作，之后的时间不再售卖。此前售出的预约照常履行。', sms: '{who}将于{until}退出“{bundle}”。' },
      'en': { subject: '{who} has given notice: {bundle}', text: '“{offering}” leaves “{bundle}” on {until}; nothing later is sold. What has been sold is served.', sms: '{who} leaves “{bundle}” on {until}.' },
    },
  },
  agreement_ended: {
    path: agreements,
    words: {
      'zh-CN': { subject: '合作已结束：{bundle}', text: '“{bundle}”里的“{offering}”退出期已满，合作到此结束。已经售出的预约照常履行。', sms: '“{bundle}”里的“{offering}”合作已结束。' },
      'en': { subject: 'An agreement has ended: {bundle}', text: 'The exit notice for “{offering}” in “{bundle}” is over. What has been sold is served.', sms: 'the agreement for “{offering}” in “{bundle}” has ended.' },
    },
  },
  bundle_paused: {
    path: bundle,
    words: {
      'zh-CN': { subject: '组合已暂停：{bundle}', text: '“{legs}”现在没有人可以承担，组合已自动暂停，不再对外售卖。找到新的伙伴后可以重新发布；已售出的预约不受影响。', sms: '“{bundle}”已暂停：{legs}没有人承担。' },
      'en': { subject: 'Your bundle is paused: {bundle}', text: 'Nobody can serve {legs} any more, so the bundle is paused and not sold. Find another partner and publish it again; what has been sold is not touched.', sms: '“{bundle}” is paused: nobody can serve {legs}.' },
    },
  },
  bundle_taken_over: {
    path: bundle,
    words: {
      'zh-CN': { subject: '备选已接手：{bundle}', text: '“{legs}”原来的伙伴暂时不能服务，已由您设置的备选接手，组合继续售卖。', sms: '“{bundle}”的{legs}已由备选接手。' },
      'en': { subject: 'An alternative has taken over: {bundle}', text: 'A partner can no longer serve {legs}. The alternative that you named has taken its place, and the bundle is still sold.', sms: 'an alternative now serves {legs} in “{bundle}”.' },
    },
  },
  bundle_without: {
    path: bundle,
    words: {
      'zh-CN': { subject: '少了一个可选部分：{bundle}', text: '“{legs}”现在没有人可以承担。它是可选部分，组合继续售卖，只是暂时不含它。', sms: '“{bundle}”暂时不含{legs}。' },
      'en': { subject: 'An optional part is missing: {bundle}', text: 'Nobody can serve {legs} at present. It is optional, so the bundle is still sold, without it.', sms: '“{bundle}” is sold without {legs} for now.' },
    },
  },
  ...crewTemplates,
  ...operatorTemplates,
  ...providerTemplates,
} as const satisfies Record<string, DeskWording>

export type DeskTemplate = keyof typeof deskTemplates

export const isDeskTemplate = (template: string): template is DeskTemplate => Object.hasOwn(deskTemplates, template)
