import type { Locale } from '#shared/locale.ts'
import type { Sentences } from './wording.ts'

interface CrewWording {
  path: '/provider/team?provider={provider}'
  words: Record<Locale, Sentences>
}

/** What those who run a provider are told of its people. `{paper}` is a kind of credential, `{until}` the last day on which it holds. */
export const crewTemplates = {
  credential_lapsing: {
    path: '/provider/team?provider={provider}',
    words: {
      'zh-CN': { subject: '{who}的{paper}将于{until}到期', text: '{who}的{paper}有效期到{until}为止。之后需要这张证件的服务不会再派给这位员工，已经约好的也要改由别人上门。换了新证，请在团队里更新。', sms: '{who}的{paper}将于{until}到期，请及时更新。' },
      'en': { subject: '{who}: {paper} valid until {until}', text: 'The {paper} of {who} holds until {until}. After that nobody is sent without it where a service needs it, and somebody else has to make the visits that are booked. Once it is renewed, please enter it under your team.', sms: 'the {paper} of {who} holds until {until}. Please renew it.' },
    },
  },
} as const satisfies Record<string, CrewWording>

/** As the pages call them. */
export const credentialNames: Record<string, Record<Locale, string> | undefined> = {
  home_service_card: { 'zh-CN': '家政上门服务证', 'en': 'home service card' },
  nursing_licence: { 'zh-CN': '护士执业证', 'en': 'nursing licence' },
  health_certificate: { 'zh-CN': '健康证', 'en': 'health certificate' },
  coach_certificate: { 'zh-CN': '教练证', 'en': 'coach certificate' },
  guide_licence: { 'zh-CN': '导游证', 'en': 'guide licence' },
  electrician_permit: { 'zh-CN': '电工证', 'en': 'electrician\'s permit' },
  driving_licence: { 'zh-CN': '驾驶证', 'en': 'driving licence' },
  food_handler_certificate: { 'zh-CN': '食品从业证', 'en': 'food handler\'s certificate' },
}

/** A kind that has no word reads as it was typed. */
export const credentialName = (kind: string, locale: Locale): string => credentialNames[kind]?.[locale] ?? kind.replaceAll(/[-_]/g, ' ')
