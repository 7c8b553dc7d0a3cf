import type { BundleDetail, SlotsAnswer } from '#shared/schemas/catalog.ts'
import type { Leg } from './bundleView.ts'

export type Why = NonNullable<SlotsAnswer['days'][number]['why']>[number]
export type Relaxation = NonNullable<SlotsAnswer['relaxations']>[number]

/** The codes of an explanation in sentences, for the legs of one bundle. */
export function useWhy(bundle: () => BundleDetail) {
  const { t } = useI18n()
  const { wordOf } = useCodeWord()
  const text = useText()
  const { time, dayOf, duration } = useFormat()
  const { districtName } = useDistricts()
  const { ruleInWords } = useRuleText()

  const legOf = (id: string | undefined): Leg | undefined => bundle().legs.find(leg => leg.id === id)
  const titleOf = (id: string | undefined): string => text(legOf(id)?.title)
  const moment = (instant: string): string => `${dayOf(instant, bundle().zone)} ${time(instant, bundle().zone)}`

  function sentence({ code, legIds: [first, second], at }: Why): string {
    const leg = titleOf(first)
    if (code === 'credential') {
      const held = legOf(first)?.alternatives.flatMap(({ credentials }) => credentials) ?? []
      const names = [...new Set(held)].map(name => wordOf('credential', name)).join(t('bundle.and'))
      return names ? t('why.code.credential', { leg, names }) : t('why.code.credentialPlain', { leg })
    }
    const later = bundle().stages.find(({ position }) => position === legOf(second)?.stage)
    const rule = later?.rule ? ruleInWords(later.rule) : ''
    return t(`why.code.${code}`, { leg, other: titleOf(second), rule, at: at ? (code === 'horizon' ? dayOf(at, bundle().zone) : moment(at)) : '' })
  }

  /** What taking it means, with its time. */
  function offer({ kind, legIds, query, first }: Relaxation): string {
    const own = first.legs.find(({ legId }) => legId === legIds[0])
    const start = kind === 'leg' && own ? own.start : first.start
    const minutes = Number(query.options.find(pair => pair.startsWith(legIds[0] ?? '-'))?.split(':')[1] ?? 0)
    const soft = query.wishes.filter(wish => wish.startsWith(legIds[0] ?? '-') && !wish.endsWith('!')).map(wish => wish.split(':')[1]!)
    return t(`why.relax.${kind}`, {
      leg: legIds.map(titleOf).join(t('bundle.and')),
      day: dayOf(start, bundle().zone),
      time: time(start, bundle().zone),
      part: t(`part.${first.part}`),
      district: own ? districtName(own.districtId) : '',
      duration: duration(minutes),
      wishes: soft.map(wish => (wish === 'female' || wish === 'male' ? t(`why.wishes.${wish}`) : wordOf('language', wish))).join(t('search.and')),
    })
  }

  return { sentence, offer }
}
