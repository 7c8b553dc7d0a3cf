/** What has to be undone, in the reverse order of its doing. */
export interface Teardown {
  defer(step: () => void | Promise<void>): void
  /** Takes every step even where one fails, and then throws the first failure. A second call has nothing left to do. */
  run(): Promise<void>
}

// `AsyncDisposableStack` says the same, but the oldest Node that may run this does not have it.
export function createTeardown(): Teardown {
  const steps: (() => void | Promise<void>)[] = []
  return {
    defer: step => void steps.push(step),
    async run() {
      const failures: unknown[] = []
      for (let step = steps.pop(); step; step = steps.pop()) {
        try {
          await step()
        } catch (error) {
          failures.push(error)
        }
      }
      if (failures.length > 0) throw failures[0]
    },
  }
}
