import { inForce, isOpen, type AgreementState, type Side } from '#shared/agreement.ts'

export type AgreementEvent = 'propose' | 'counter' | 'accept' | 'decline' | 'give_notice' | 'end' | 'supersede'

export interface Transition {
  /** Null: a new version. */
  from: AgreementState | null
  event: AgreementEvent
  by: readonly (Side | 'system')[]
  to: AgreementState
}

/** THE table of one version's life. A version's terms never change: who asks for others makes a new version, and asks again. */
export const transitions: readonly Transition[] = [
  { from: null, event: 'propose', by: ['publisher'], to: 'proposed' },
  { from: null, event: 'counter', by: ['partner'], to: 'countered' },
  { from: 'proposed', event: 'accept', by: ['partner'], to: 'accepted' },
  { from: 'countered', event: 'accept', by: ['publisher'], to: 'accepted' },
  { from: 'proposed', event: 'decline', by: ['partner', 'publisher'], to: 'declined' },
  { from: 'countered', event: 'decline', by: ['partner', 'publisher'], to: 'declined' },
  { from: 'proposed', event: 'supersede', by: ['system'], to: 'superseded' },
  { from: 'countered', event: 'supersede', by: ['system'], to: 'superseded' },
  { from: 'accepted', event: 'supersede', by: ['system'], to: 'superseded' },
  { from: 'leaving', event: 'supersede', by: ['system'], to: 'superseded' },
  { from: 'accepted', event: 'give_notice', by: ['publisher', 'partner'], to: 'leaving' },
  { from: 'leaving', event: 'end', by: ['system'], to: 'ended' },
]

/** A version of an agreement, as much of it as its life needs. */
export interface Version {
  version: number
  status: AgreementState
}

/** What an act makes of the versions of one agreement: these move, and a new one comes. */
export interface Change {
  moves: { version: number, event: AgreementEvent, to: AgreementState }[]
  created: { version: number, event: 'propose' | 'counter', status: AgreementState } | null
}

const moveOf = ({ version, status }: Version, event: AgreementEvent, by: Side | 'system'): Change['moves'][number] | null => {
  const found = transitions.find(known => known.from === status && known.event === event && known.by.includes(by))
  return found ? { version, event, to: found.to } : null
}

/** The newest that is in force, and the newest that waits for an answer: there is one of each at most. */
export const inForceOf = <V extends Version>(versions: readonly V[]): V | undefined => versions.find(({ status }) => inForce(status))
export const openOf = <V extends Version>(versions: readonly V[]): V | undefined => versions.find(({ status }) => isOpen(status))

/**
 * Asks for (other) terms: a new version, which takes the place of one that waits. What is in force stays so until the new one is accepted.
 * @returns null where this side may not ask: the publisher asks first.
 */
export function ask(versions: readonly Version[], by: Side): Change | null {
  const [open, held] = [openOf(versions), inForceOf(versions)]
  if (by === 'partner' && !open && !held) return null
  const { event, to } = transitions.find(known => known.from === null && known.by.includes(by))!
  return {
    moves: open ? [moveOf(open, 'supersede', 'system')!] : [],
    created: { version: Math.max(0, ...versions.map(({ version }) => version)) + 1, event: event as 'propose' | 'counter', status: to },
  }
}

/**
 * Accepts or declines what waits, or gives notice of what is in force. Accepting takes what was in force before out of it.
 * @returns null where that is not possible (any more).
 */
export function act(
  versions: readonly Version[], { version, event, by }: { version: number, event: 'accept' | 'decline' | 'give_notice', by: Side },
): Change | null {
  const target = versions.find(own => own.version === version)
  const move = target && moveOf(target, event, by)
  if (!move) return null
  const before = event === 'accept' ? inForceOf(versions) : undefined
  return { moves: [...(before ? [moveOf(before, 'supersede', 'system')!] : []), move], created: null }
}
