/** Edits allowed for a word of this many characters, as in Meilisearch: none below 5, one below 9, else two. */
export const typoBudget = (word: string): number => {
  const length = [...word].length
  return length < 5 ? 0 : length < 9 ? 1 : 2
}

/** Whether typing errors are looked for: Chinese has none that letters show, and a wrong digit is another number. */
export const mayHaveTypos = (word: string, disableOnNumbers: boolean): boolean =>
  !/\p{Script=Han}/u.test(word) && !(disableOnNumbers && /\p{N}/u.test(word))

/**
 * Edits (insert, delete, substitute, swap two neighbours) from what was typed to `word`, or with `prefix` to the nearest beginning of it.
 * An edit of the first letter counts `firstLetter`, 2 by default. `undefined` where there are more than `most`.
 */
export function editsBetween(typed: string, word: string, { most, prefix, firstLetter = 2 }: {
  most: number
  prefix: boolean
  firstLetter?: 1 | 2
}): number | undefined {
  const a = [...typed]
  const b = [...word]
  const length = prefix ? Math.min(b.length, a.length + most) : b.length
  if (Math.abs(a.length - length) > most && !(prefix && length > a.length)) return undefined
  let before: number[] = []
  let row = Array.from({ length: length + 1 }, (_, j) => j + (j > 0 ? firstLetter - 1 : 0))
  for (let i = 1; i <= a.length; i++) {
    const next = [i + firstLetter - 1]
    let least = next[0]!
    for (let j = 1; j <= length; j++) {
      const first = i === 1 && j === 1 ? firstLetter : 1
      // Deleting the first typed letter, or inserting before it, is an edit of the first letter as well.
      const insert = next[j - 1]! + 1
      const remove = row[j]! + 1
      const replace = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : first)
      let value = Math.min(insert, remove, replace)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        value = Math.min(value, before[j - 2]! + (i === 2 && j === 2 ? firstLetter : 1))
      }
      next.push(value)
      least = Math.min(least, value)
    }
    if (least > most && Math.min(...row) > most) return undefined
    before = row
    row = next
  }
  const edits = prefix ? Math.min(...row) : row[length]!
  return edits <= most ? edits : undefined
}
