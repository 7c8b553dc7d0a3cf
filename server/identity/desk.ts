import type { ActName, ActSubject } from '#shared/acts.ts'
import type { Queryable, Tx } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { fail } from './errors.ts'
import type { Person } from './get-session.ts'
import { memberships, type Membership } from './queries.ts'
import { operatorAct } from './schema.ts'

type Role = Membership['role']

/** Who runs a provider: everything but a worker. */
const managers: readonly Role[] = ['owner', 'manager']

export interface DeskQuery {
  personId: string
  /** Omitted: the first where the person has one of the roles. */
  providerId?: string | undefined
  /** The roles that will do. Default: owner and manager. */
  roles?: readonly Role[]
}

/**
 * The provider at whose desk a person sits, and as what.
 * @throws {DomainError} `not_found` for who has none of these roles there: a provider that is none of theirs does not exist for them.
 */
export async function openDesk(db: Queryable, { personId, providerId, roles = managers }: DeskQuery): Promise<Membership> {
  const found = (await memberships(db, personId))
    .find(member => roles.includes(member.role) && (providerId === undefined || member.providerId === providerId))
  if (!found) throw fail('not_found')
  return found
}

/** @throws {DomainError} `not_found` for who is no operator of the site. */
export function assertOperator({ operator }: Pick<Person, 'operator'>): void {
  if (!operator) throw fail('not_found')
}

export interface OperatorAct {
  personId: string
  action: ActName
  subject: { kind: ActSubject, id: string }
  /** Why, in the operator's own words. */
  reason?: string
  /** What else is worth knowing later: no secrets, no health data. */
  data?: Record<string, unknown>
}

/** Writes what an operator did, in the transaction that does it. Nothing an operator changes goes without; no row is ever changed. */
export async function recordAct(tx: Tx, { personId, action, subject, reason = '', data = {} }: OperatorAct): Promise<void> {
  await tx.insert(operatorAct).values({ id: newId(), personId, action, subjectKind: subject.kind, subjectId: subject.id, reason, data })
}
