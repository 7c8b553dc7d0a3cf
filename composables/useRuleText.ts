import type { Stage } from './bundleView.ts'

/** How a step follows the one before, in the reader's language. */
export function useRuleText() {
  const { t } = useI18n()
  const { duration } = useFormat()

  function ruleInWords(rule: NonNullable<Stage['rule']>): string {
    if (rule.kind === 'days') {
      const days = rule.from === rule.to
        ? rule.from === 0 ? t('bundle.rule.today') : t('bundle.rule.daysLater', { from: rule.from }, rule.from)
        : t('bundle.rule.daysBetween', { from: rule.from, to: rule.to })
      return rule.window ? `${days}${t('bundle.comma')}${t('bundle.rule.window', { from: clockTime(rule.window.from), to: clockTime(rule.window.to) })}` : days
    }
    const { min, max, sameDay } = rule
    if (min === 0 && max === 0) return t('bundle.rule.follows')
    if (min === 0 && max === null) return sameDay ? t('bundle.rule.sameDayAfter') : t('bundle.rule.any')
    const gap = max === null
      ? t('bundle.rule.atLeast', { min: duration(min) })
      : min === 0
        ? t('bundle.rule.within', { max: duration(max) })
        : min === max
          ? t('bundle.rule.exactly', { min: duration(min) })
          : t('bundle.rule.between', { min: duration(min), max: duration(max) })
    return sameDay && (max === null || max >= 600) ? `${gap}${t('bundle.comma')}${t('bundle.rule.sameDay')}` : gap
  }

  return { ruleInWords }
}
