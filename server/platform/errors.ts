/**
 * An error that a person or a client caused and can understand. `code` is literal and stable: the edge maps it to a status and a sentence
 * in the reader's language; `details` are the values of that sentence and of the problem document.
 */
export class DomainError<Code extends string = string> extends Error {
  override name = 'DomainError'

  readonly code: Code
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: Code, details: Record<string, unknown> = {}) {
    super(code)
    this.code = code
    this.details = details
  }
}

/** Makes the typed thrower of a slice: `export const fail = errorsOf<'not_found' | …>()`. */
export function errorsOf<Code extends string>() {
  return (code: Code, details?: Record<string, unknown>): DomainError<Code> => new DomainError(code, details)
}
