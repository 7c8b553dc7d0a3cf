import type { Problem } from '#shared/schemas/common.ts'
import type { FieldIssue } from './checks.ts'

export type FormErrors = ReturnType<typeof useFormErrors>

/**
 * The errors of one form, field by field: what `check` finds, from the first attempt to send on, and what the last answers of the API say
 * of fields that `check` finds nothing wrong with.
 */
export function useFormErrors(check: () => FieldIssue[], problems: () => (Problem | null)[] = () => []) {
  const attempted = ref(false)

  const issues = computed<FieldIssue[]>(() => {
    if (!attempted.value) return []
    const found = check()
    const known = new Set(found.map(issue => issue.path))
    const answered = problems().flatMap(problem => problem?.errors ?? []).filter(error => !known.has(error.path))
    return [...found, ...answered.map(({ path, message }) => ({ path, message }))]
  })

  /** Call it before sending: from then on errors show, and go as they are mended. */
  function passes(): boolean {
    attempted.value = true
    return check().length === 0
  }

  return {
    issues,
    passes,
    errorOf: (path: string): string | undefined => issues.value.find(issue => issue.path === path)?.message,
    reset: () => { attempted.value = false },
  }
}
