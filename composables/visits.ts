import type { LegTask } from '#shared/schemas/booking.ts'
import type { Answer, Body } from './api.ts'

export type Visit = Answer<'GET /api/worker/visits'>[number]

/** How a worker answers one task; null: not yet. */
export interface TaskAnswer {
  done: boolean | null
  note: string
}

/** A worker may be early by an hour; the server decides. */
export const checkInFrom = ({ start }: Pick<Visit, 'start'>): string => new Date(Date.parse(start) - 60 * 60_000).toISOString()

/** What stands in the phone of an earlier look at the visit, as far as it fits its tasks. */
export function answersOf(tasks: readonly LegTask[], kept: string | null): TaskAnswer[] {
  const before = parsed(kept)
  return tasks.map((task, index) => {
    const answer = before.length === tasks.length ? before[index] : undefined
    return { done: answer?.done ?? task.done, note: answer?.note ?? task.note }
  })
}

function parsed(kept: string | null): Partial<TaskAnswer>[] {
  try {
    const value: unknown = JSON.parse(kept ?? '[]')
    return Array.isArray(value) ? value.filter(item => typeof item === 'object' && item !== null) : []
  } catch {
    return []
  }
}

/** For the check-out; null while a task has no answer. A note belongs to what was not done. */
export function checkOutOf(answers: readonly TaskAnswer[]): Body<'POST /api/worker/visits/:id/check-out'> | null {
  const tasks = answers.flatMap(({ done, note }) => (done === null ? [] : [{ done, note: done ? '' : note.trim() }]))
  return tasks.length === answers.length ? { tasks } : null
}
