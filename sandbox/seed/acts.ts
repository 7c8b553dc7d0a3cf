import { idOf } from './random.ts'
import type { Rows } from './rows.ts'
import { at, addDays, iso } from './time.ts'

/** What an operator has done so far: verified whoever sells, asked for what was missing. */
export function addActs(rows: Rows, today: string): void {
  const write = (action: string, provider: string, { reason = '', when }: { reason?: string, when: string }) => rows.operator_act.push({
    id: idOf('operator act', `${action} ${provider}`), person_id: idOf('person', 'operator'), action, subject_kind: 'provider',
    subject_id: provider, reason, data: {}, at: when,
  })
  // The operator is here since last year; who joined before was verified by somebody else.
  const since = iso(at(addDays(today, -400), 0))
  for (const { id, status, created_at: joined } of rows.provider) {
    if (status === 'verified' && String(joined) > since) write('provider.approve', String(id), { when: String(joined) })
  }
  for (const { provider_id: id, event, actor, reason, at: when } of rows.provider_event) {
    if (actor === 'operator') write(`provider.${String(event)}`, String(id), { reason: String(reason), when: String(when) })
  }
}
