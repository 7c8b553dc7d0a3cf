/** Why a calendar is not taken in: it is none, or says something that we would get wrong. */
export type CalendarProblem = 'not_a_calendar' | 'not_understood' | 'too_large'

export class CalendarError extends Error {
  override name = 'CalendarError'

  readonly problem: CalendarProblem
  /** What it was, in the calendar's own words; never what an entry is about. */
  readonly detail: string

  constructor(problem: CalendarProblem, detail = '') {
    super(`${problem} ${detail}`)
    this.problem = problem
    this.detail = detail.slice(0, 200)
  }
}

/** A content line (RFC 5545 § 3.1). Names are in upper case. */
export interface Property {
  name: string
  params: Record<string, string>
  value: string
}

export interface Component {
  name: string
  properties: Property[]
  components: Component[]
}

const maxLines = 60_000

/** The calendars of a file. @throws {CalendarError} `not_a_calendar` where it is anything else, or broken off. */
export function parseCalendar(text: string): Component[] {
  const root: Component = { name: '', properties: [], components: [] }
  const open: Component[] = [root]
  // A fold is a line break and one blank; it may stand anywhere.
  const lines = text.replace(/^\uFEFF/, '').replaceAll(/\r?\n[ \t]/g, '').split(/\r\n|\n|\r/)
  if (lines.length > maxLines) throw new CalendarError('too_large')
  for (const line of lines) {
    if (line.trim() === '') continue
    const property = parseLine(line)
    const current = open.at(-1)!
    if (property.name === 'BEGIN') {
      const component: Component = { name: property.value.trim().toUpperCase(), properties: [], components: [] }
      if (open.length > 8) throw new CalendarError('not_a_calendar')
      current.components.push(component)
      open.push(component)
    } else if (property.name === 'END') {
      if (open.length === 1 || current.name !== property.value.trim().toUpperCase()) throw new CalendarError('not_a_calendar')
      open.pop()
    } else {
      if (open.length === 1) throw new CalendarError('not_a_calendar')
      current.properties.push(property)
    }
  }
  const calendars = root.components.filter(({ name }) => name === 'VCALENDAR')
  if (open.length > 1 || calendars.length === 0) throw new CalendarError('not_a_calendar')
  return calendars
}

/** `NAME;PARAM=a;OTHER="b;c":value`; quotes protect `;`, `:` and `,`. */
function parseLine(line: string): Property {
  const name = /^[A-Za-z0-9-]+/.exec(line)?.[0]
  if (name === undefined) throw new CalendarError('not_a_calendar')
  const params: Record<string, string> = {}
  const param = /;([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:])*)/y
  param.lastIndex = name.length
  let at = name.length
  for (let found = param.exec(line); found; found = param.exec(line)) {
    params[found[1]!.toUpperCase()] = found[2]!.replaceAll('"', '')
    at = param.lastIndex
  }
  if (line[at] !== ':') throw new CalendarError('not_a_calendar')
  return { name: name.toUpperCase(), params, value: line.slice(at + 1) }
}

export const propertyOf = (component: Component, name: string): Property | undefined =>
  component.properties.find(property => property.name === name)

export const propertiesOf = (component: Component, name: string): Property[] =>
  component.properties.filter(property => property.name === name)
