import type { Bundle, Leg } from './bundles.ts'
import type { ScenarioSeed } from './data/scenarios.ts'
import { parseFlow } from './flow.ts'
import type { Random } from './random.ts'

type Text = [zh: string, en: string]

/** What happens in which order, with whom, and one piece of advice: a description that says what the bundle's own legs and rules say. */
export function describe(bundle: Omit<Bundle, 'districts'>, { scenario, random }: { scenario: ScenarioSeed, random: Random }): Text {
  const { rules } = parseFlow(bundle.seed.flow)
  const stages = rules.map((rule, stage): Text => {
    const legs = bundle.legs.filter(({ flow }) => flow.stage === stage)
    const what = together(legs)
    if (rule === null) return [`先是${what[0]}。`, `First: ${what[1]}.`]
    if (rule.kind === 'days') {
      const when = daysLater(rule.from, rule.to)
      return [`${when[0]}，是${what[0]}。`, `${when[1]}: ${what[1]}.`]
    }
    if (rule.max === null) return [`同一天晚些时候，是${what[0]}。`, `Later the same day: ${what[1]}.`]
    if (rule.min > 0) return [`歇一歇，然后是${what[0]}。`, `After a rest: ${what[1]}.`]
    return [`接着是${what[0]}。`, `Then: ${what[1]}.`]
  })
  const optional = bundle.legs.filter(({ flow }) => !flow.required)
  const choice: Text = optional.length === 0
    ? ['', '']
    : [
        `${optional.map(({ title }) => title[0]).join('、')}可选，不需要就不计价。`,
        `${listEn(optional.map(({ title }) => title[1]))} ${optional.length > 1 ? 'are' : 'is'} optional: what you leave out you do not pay for.`,
      ]
  const names = [...new Set([bundle.publisher, ...bundle.legs.map(({ alternatives }) => alternatives[0]!.offering.provider)])]
  const who: Text = names.length === 1
    ? [`全程由${names[0]!.name[0]}一家完成。`, `${names[0]!.name[1]} does all of it.`]
    : [`由${names.map(({ name }) => name[0]).join('、')}一起完成。`, `${listEn(names.map(({ name }) => name[1]))} do it together.`]
  const advice = random.pick(scenario.advice)
  return [
    [stages.map(([zh]) => zh).join(''), choice[0], who[0], advice[0]].join(''),
    [...stages.map(([, en]) => en), choice[1], who[1], advice[1]].filter(text => text !== '').join(' '),
  ]
}

function together(legs: readonly Leg[]): Text {
  const each = legs.map(({ title, alternatives }): Text => {
    const { minutes } = alternatives[0]!.offering.service
    return [`${title[0]}（${lengthZh(minutes)}）`, `${title[1]} (${lengthEn(minutes)})`]
  })
  const both = legs.length > 1
  return [`${listZh(each.map(([zh]) => zh))}${both ? '，同时进行' : ''}`, `${listEn(each.map(([, en]) => en))}${both ? ', at the same time' : ''}`]
}

function daysLater(from: number, to: number): Text {
  if (from === to) return from === 1 ? ['第二天', 'The next day'] : [`${from} 天后`, `${from} days later`]
  return from === 0 ? [`当天或 ${to} 天之内`, `The same day or within ${to} days`] : [`隔 ${from} 到 ${to} 天`, `${from} to ${to} days later`]
}

const listZh = (items: readonly string[]) => (items.length < 2 ? items.join('') : `${items.slice(0, -1).join('、')}和${items.at(-1)}`)

const listEn = (items: readonly string[]) => (items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`)

function lengthZh(minutes: number): string {
  if (minutes < 60) return `${minutes} 分钟`
  return minutes % 60 === 0 ? `${minutes / 60} 小时` : minutes % 60 === 30 ? `${Math.floor(minutes / 60)} 个半小时` : `${minutes} 分钟`
}

function lengthEn(minutes: number): string {
  if (minutes % 60 === 0) return minutes === 60 ? '1 hour' : `${minutes / 60} hours`
  return minutes % 60 === 30 && minutes > 60 ? `${Math.floor(minutes / 60)}½ hours` : `${minutes} minutes`
}
