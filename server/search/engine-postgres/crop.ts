import type { Token } from '../tokens.ts'
import type { Match } from './highlight.ts'

/** A word or what separates two: `end` is where it ends. */
interface Piece { kind: 'word' | 'soft' | 'hard', start: number, end: number }

const separator = /[.,] |[!?:;¡¿§¶。，、；！？：．｡､…]|[^]/gu
const isHard = /^(?:[.,] |[!?:;¡¿§¶。，、；！？：．｡､…])$/u

/**
 * Where a text is cut to have no more than so many words: around the matches that are most, nearest and in order, with as many words on
 * both sides, rather up to a comma than over it; from the beginning where nothing matches.
 * @see https://github.com/meilisearch/meilisearch, milli/src/search/new/matches
 */
export function cropTo(text: string, { tokens, matches, words }: { tokens: readonly Token[], matches: readonly Match[], words: number }): {
  from: number
  to: number
} {
  const pieces = piecesOf(text, tokens)
  const pieceOf = new Map(pieces.map((piece, i) => [piece.start, i]))
  const best = matches.length > 0 ? bestInterval(matches, words) : undefined
  let before = best ? pieceOf.get(tokens[best.first]!.start)! : 0
  let after = best ? pieceOf.get(tokens[best.last]!.start)! + 1 : 0
  let left = words - (best ? best.last - best.first + 1 : 0)
  // A phrase that is longer than all that may stand loses its end.
  if (left < 0) {
    const last = tokens[best!.first + words - 1]!
    return { from: tokens[best!.first]!.start, to: last.end }
  }
  const takeBefore = () => {
    if (pieces[--before]!.kind === 'word') left--
  }
  const takeAfter = () => {
    if (pieces[after++]!.kind === 'word') left--
  }
  while (left > 0 && (before > 0 || after < pieces.length)) {
    const [previous, next] = [pieces[before - 1]?.kind, pieces[after]?.kind]
    if (previous === undefined) takeAfter()
    else if (next === undefined) takeBefore()
    else if (previous === 'word' && next === 'word') {
      takeBefore()
      if (left > 0) takeAfter()
    } else if (previous === 'word') takeBefore()
    else if (next === 'word') takeAfter()
    else if (previous === next) {
      takeBefore()
      // Nothing but a separator stands before the marker otherwise.
      if (left > 1) takeAfter()
    } else if (previous === 'hard') takeAfter()
    else takeBefore()
  }
  return { from: pieces[before - 1]?.end ?? 0, to: pieces[after]?.start ?? text.length }
}

function piecesOf(text: string, tokens: readonly Token[]): Piece[] {
  const pieces: Piece[] = []
  let end = 0
  const separate = (to: number) => {
    for (const { 0: sign, index } of text.slice(end, to).matchAll(separator)) {
      pieces.push({ kind: isHard.test(sign) ? 'hard' : 'soft', start: end + index, end: end + index + sign.length })
    }
  }
  for (const token of tokens) {
    separate(token.start)
    pieces.push({ kind: 'word', start: token.start, end: token.end })
    end = token.end
  }
  separate(text.length)
  return pieces
}

/** The matches within so many words of which most are different, then nearest to each other, then in the query's order. */
function bestInterval(matches: readonly Match[], words: number): { first: number, last: number } {
  let best: { first: number, last: number, score: readonly number[] } | undefined
  for (const [i, { first }] of matches.entries()) {
    const within = matches.slice(i).filter(({ last }) => last - first < words)
    if (within.length === 0) continue
    let [near, ordered] = [0, 0]
    for (const [j, match] of within.entries()) {
      near -= match.last - match.first
      ordered += match.last - match.first
      const next = within[j + 1]
      if (!next) continue
      near -= Math.min(7, next.first - match.last)
      if (next.at > match.at) ordered++
    }
    const score = [new Set(within.map(({ at }) => at)).size, near, ordered]
    const at = best ? score.findIndex((value, k) => value !== best!.score[k]) : 0
    if (!best || (at !== -1 && score[at]! > best.score[at]!)) best = { first, last: within.at(-1)!.last, score }
  }
  return best ?? matches[0]!
}
