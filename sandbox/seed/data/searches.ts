/** What people looked for in the last weeks and did not find: supply that this city really lacks. */
export interface MissedSeed {
  district: string | null
  category: string | null
  /** Each with how often. */
  words: [words: string, times: number][]
  /** Searches of the same district and category that did find something. */
  found: number
}

export const missed: readonly MissedSeed[] = [
  { district: 'chongming', category: 'healthcare', words: [['夜间护士', 7], ['术后换药', 4], ['night nurse', 2]], found: 3 },
  { district: 'jinshan', category: 'healthcare', words: [['透析陪护', 5], ['术后换药', 3]], found: 4 },
  { district: null, category: 'daily-life', words: [['钢琴调音', 6], ['piano tuning', 3], ['甲醛检测', 2]], found: 41 },
  { district: 'qingpu', category: 'sports', words: [['滑板课', 4], ['皮划艇', 3]], found: 9 },
  { district: 'chongming', category: 'elderly-care', words: [['上门理发', 4], ['助浴', 2]], found: 5 },
  { district: 'fengxian', category: null, words: [['月子餐', 3], ['催乳师', 2]], found: 17 },
  { district: 'pudong', category: 'property-management', words: [['充电桩安装', 4]], found: 26 },
]
