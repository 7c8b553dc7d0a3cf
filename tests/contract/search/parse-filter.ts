import type { Filter, Scalar, Sort } from '../../../server/search/engine.ts'

/**
 * Meilisearch's filter expressions, read into the typed tree: an outer list is AND, an inner one OR, `NOT` binds before `AND` before `OR`.
 * @see https://www.meilisearch.com/docs/learn/filtering_and_sorting/filter_expression_reference
 */
export type FilterInput = string | readonly FilterInput[]

/** `undefined`: nothing is asked for. @throws {SyntaxError} */
export function parseFilter(input: FilterInput): Filter | undefined {
  const all = typeof input === 'string' ? [input] : input
  const of = all.flatMap((part): Filter[] => {
    if (typeof part === 'string') return part.trim() === '' ? [] : [parseExpression(part)]
    const any = part.map((inner) => {
      if (typeof inner !== 'string') throw new SyntaxError('lists of conditions are at most two deep')
      return parseExpression(inner)
    })
    return any.length === 0 ? [] : [{ op: 'or', of: any }]
  })
  return of.length > 1 ? { op: 'and', of } : of[0]
}

interface Lexeme { kind: 'word' | 'quoted' | 'sign', text: string }

const lexeme = /\s*(?:"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)'|(!=|>=|<=|=|>|<|\(|\)|\[|\]|,)|([^\s"'()[\],=<>!]+))/uy

function lex(text: string): Lexeme[] {
  const found: Lexeme[] = []
  for (lexeme.lastIndex = 0; lexeme.lastIndex < text.trimEnd().length;) {
    const at = lexeme.lastIndex
    const match = lexeme.exec(text)
    if (!match) throw new SyntaxError(`cannot read the filter at ${at}: ${text}`)
    // As in Meilisearch: a backslash takes the next character along, and only one before the quotes in use is dropped.
    if (match[1] !== undefined) found.push({ kind: 'quoted', text: match[1].replaceAll('\\"', '"') })
    else if (match[2] !== undefined) found.push({ kind: 'quoted', text: match[2].replaceAll('\\\'', '\'') })
    else found.push(match[3] !== undefined ? { kind: 'sign', text: match[3] } : { kind: 'word', text: match[4]! })
  }
  return found
}

function parseExpression(text: string): Filter {
  const lexemes = lex(text)
  let at = 0
  const peek = () => lexemes[at]
  const isSign = (sign: string) => peek()?.kind === 'sign' && peek()!.text === sign
  const isWord = (word: string) => peek()?.kind === 'word' && peek()!.text.toUpperCase() === word
  const next = (): Lexeme => {
    const found = lexemes[at++]
    if (!found) throw new SyntaxError(`the filter ends too early: ${text}`)
    return found
  }
  const expect = (what: string) => {
    if (next().text.toUpperCase() !== what) throw new SyntaxError(`${what} was expected: ${text}`)
  }
  const taken = (holds: boolean) => {
    if (holds) at++
    return holds
  }

  const either = (): Filter => {
    const of = [both()]
    while (taken(isWord('OR'))) of.push(both())
    return of.length === 1 ? of[0]! : { op: 'or', of }
  }
  const both = (): Filter => {
    const of = [single()]
    while (taken(isWord('AND'))) of.push(single())
    return of.length === 1 ? of[0]! : { op: 'and', of }
  }
  const single = (): Filter => {
    if (taken(isWord('NOT'))) return { op: 'not', of: single() }
    if (taken(isSign('('))) {
      const inner = either()
      expect(')')
      return inner
    }
    return condition()
  }
  const number = () => {
    const { text: digits } = next()
    if (digits.trim() === '' || !Number.isFinite(Number(digits))) throw new SyntaxError(`${digits} is no number: ${text}`)
    return Number(digits)
  }
  const value = (): Scalar => {
    const { kind, text: literal } = next()
    if (kind === 'sign') throw new SyntaxError(`a value was expected: ${text}`)
    if (kind === 'quoted') return literal
    if (literal === 'true' || literal === 'false') return literal === 'true'
    return Number.isFinite(Number(literal)) ? Number(literal) : literal
  }
  const limit = (): number | string => {
    const given = value()
    return typeof given === 'boolean' ? String(given) : given
  }
  const point = () => {
    expect('[')
    const lat = number()
    expect(',')
    const lng = number()
    expect(']')
    return { lat, lng }
  }
  const condition = (): Filter => {
    const { text: field, kind } = next()
    if (kind === 'word' && field === '_geoRadius') {
      expect('(')
      const lat = number()
      expect(',')
      const lng = number()
      expect(',')
      const metres = number()
      // How exactly the circle is drawn, which we do anyway.
      if (taken(isSign(','))) number()
      expect(')')
      return { op: 'geo-radius', center: { lat, lng }, metres }
    }
    if (kind === 'word' && field === '_geoBoundingBox') {
      expect('(')
      const northEast = point()
      expect(',')
      const southWest = point()
      expect(')')
      return { op: 'geo-box', northEast, southWest }
    }
    if (kind === 'word' && field === '_geoPolygon') {
      expect('(')
      const corners = [point()]
      while (taken(isSign(','))) corners.push(point())
      expect(')')
      return { op: 'geo-polygon', corners }
    }
    if (kind === 'sign' || (kind === 'word' && /^_geo(?:Point|Distance)$/u.test(field))) throw new SyntaxError(`${field} is no field: ${text}`)
    const not = taken(isWord('NOT'))
    const negated = (filter: Filter): Filter => not ? { op: 'not', of: filter } : filter
    if (taken(isWord('EXISTS'))) return negated({ op: 'exists', field })
    if (taken(isWord('IN'))) {
      expect('[')
      const values: Scalar[] = []
      while (!isSign(']')) {
        values.push(value())
        if (!taken(isSign(','))) break
      }
      expect(']')
      return negated({ op: 'in', field, values })
    }
    if (taken(isWord('IS'))) {
      const isNot = taken(isWord('NOT'))
      const word = next().text.toUpperCase()
      if (word !== 'NULL' && word !== 'EMPTY') throw new SyntaxError(`NULL or EMPTY was expected, not ${word}: ${text}`)
      const op = word === 'NULL' ? 'null' as const : 'empty' as const
      return isNot ? { op: 'not', of: { op, field } } : { op, field }
    }
    if (taken(isWord('STARTS'))) {
      expect('WITH')
      return negated({ op: 'starts-with', field, value: String(value()) })
    }
    if (taken(isWord('CONTAINS'))) return negated({ op: 'contains', field, value: String(value()) })
    if (not) throw new SyntaxError(`EXISTS, IN, CONTAINS or STARTS WITH was expected after NOT: ${text}`)
    const operator = next()
    switch (operator.text) {
      case '=': return { op: 'eq', field, value: value() }
      case '!=': return { op: 'ne', field, value: value() }
      case '>': return { op: 'gt', field, value: limit() }
      case '>=': return { op: 'gte', field, value: limit() }
      case '<': return { op: 'lt', field, value: limit() }
      case '<=': return { op: 'lte', field, value: limit() }
    }
    if (operator.kind !== 'sign' && isWord('TO')) {
      at--
      const from = limit()
      expect('TO')
      return { op: 'between', field, from, to: limit() }
    }
    throw new SyntaxError(`an operator was expected, not ${operator.text}: ${text}`)
  }

  const filter = either()
  if (at < lexemes.length) throw new SyntaxError(`${lexemes[at]!.text} was not expected: ${text}`)
  return filter
}

/** `price:asc`, `_geoPoint(31.2,121.4):desc`. */
export function parseSort(text: string): Sort {
  const match = /^(?:_geoPoint\(\s*([-\d.]+)\s*,\s*([-\d.]+)\s*\)|(.+)):(asc|desc)$/u.exec(text)
  if (!match) throw new SyntaxError(`cannot read the sort ${text}`)
  const order = match[4] === 'desc' ? 'desc' : 'asc'
  if (match[3] !== undefined) return { by: 'field', field: match[3], order }
  return { by: 'distance', from: { lat: Number(match[1]), lng: Number(match[2]) }, order }
}
