/** Something that the person at the keyboard can put right: the launcher prints the sentence, without a stack. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError'
}

/** The `code` of a system error such as `ENOENT`, or undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
