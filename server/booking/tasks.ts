import type { LocalText } from '#shared/locale.ts'
import type { LegTask } from '#shared/schemas/booking.ts'
import { fail } from './errors.ts'

/** An offering's list as it is frozen in a leg: nothing of it is answered yet. */
export const openTasks = (tasks: readonly LocalText[]): LegTask[] => tasks.map(({ zh, en }) => ({ zh, en, done: null, note: '' }))

/** Every task with its answer. @throws {DomainError} `tasks_unanswered` where there is not one answer for each. */
export function answerTasks(tasks: readonly LegTask[], answers: readonly { done: boolean, note: string }[]): LegTask[] {
  if (answers.length !== tasks.length) throw fail('tasks_unanswered', { tasks: tasks.length })
  return tasks.map((task, index) => ({ ...task, ...answers[index]! }))
}
