const finals = {
  lips: 'a|ai|an|ang|ao|e|ei|en|eng|i|ian|iao|ie|in|ing|iu|o|ou|u',
  tongue: 'a|ai|an|ang|ao|e|ei|en|eng|i|ia|ian|iang|iao|ie|in|ing|iu|ong|ou|u|uan|ue|ui|un|uo|v|ve',
  throat: 'a|ai|an|ang|ao|e|ei|en|eng|ong|ou|u|ua|uai|uan|uang|ui|un|uo',
  palate: 'i|ia|ian|iang|iao|ie|in|ing|iong|iu|u|uan|ue|un',
  teeth: 'a|ai|an|ang|ao|e|ei|en|eng|i|ong|ou|u|ua|uai|uan|uang|ui|un|uo',
}
const syllable = new RegExp(`^(?:[bpmf](?:${finals.lips})|[dtnl](?:${finals.tongue})|[gkh](?:${finals.throat})|[jqx](?:${finals.palate})`
  + `|(?:[zcs]h?|r)(?:${finals.teeth})|y(?:a|an|ang|ao|e|i|in|ing|o|ong|ou|u|uan|ue|un)|w(?:a|ai|an|ang|ei|en|eng|o|u)`
  + '|a|ai|an|ang|ao|e|ei|en|eng|er|o|ou)$')
const longest = 6
const mostSyllables = 12

/** The syllables of a word of Latin letters, each as long as can be; undefined where it is no pinyin. */
function syllablesOf(word: string): string[] | undefined {
  if (word === '') return []
  for (let size = Math.min(longest, word.length); size > 0; size--) {
    const rest = syllable.test(word.slice(0, size)) ? syllablesOf(word.slice(size)) : undefined
    if (rest) return [word.slice(0, size), ...rest]
  }
  return undefined
}

/**
 * Other ways to write what was typed in pinyin, the likeliest first: the index has a Chinese word in one piece (`jiazheng`), and most of
 * these have two syllables. `jia zheng`, `zhaogulaoren` → `zhaogu laoren`. None where nothing reads as pinyin of two syllables.
 */
export function pinyinReadings(text: string): string[] {
  const words = text.toLowerCase().split(/\s+/).filter(word => word !== '')
  const read = words.map(word => (word.length <= mostSyllables * longest && /^[a-z]+$/.test(word) ? syllablesOf(word) : undefined))
  const runs: { words: string[], syllables: string[] }[] = []
  words.forEach((word, i) => {
    const syllables = read[i]
    const last = runs.at(-1)
    if (syllables && last && read[i - 1]) {
      last.words.push(word)
      last.syllables.push(...syllables)
    } else runs.push({ words: [word], syllables: syllables ?? [] })
  })
  const most = Math.max(0, ...runs.map(run => waysOf(run.syllables).length))
  const readings = Array.from({ length: most }, (_, way) => runs.map(run => waysOf(run.syllables)[way] ?? waysOf(run.syllables)[0] ?? run.words.join(' ')).join(' '))
  return [...new Set(readings)].filter(reading => reading !== words.join(' '))
}

/** In pairs; where one is left over, it may stand in any place. */
function waysOf(syllables: readonly string[]): string[] {
  if (syllables.length < 2 || syllables.length > mostSyllables) return []
  const paired = (list: readonly string[]) => list.flatMap((one, i) => (i % 2 === 0 ? [one + (list[i + 1] ?? '')] : []))
  if (syllables.length % 2 === 0) return [paired(syllables).join(' ')]
  return Array.from({ length: (syllables.length + 1) / 2 }, (_, i) => syllables.length - 1 - 2 * i)
    .map(single => [...paired(syllables.slice(0, single)), syllables[single], ...paired(syllables.slice(single + 1))].join(' '))
}
