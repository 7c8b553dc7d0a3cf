import { isIPv6 } from 'node:net'
import type { Db } from '../platform/database.ts'
import { takeFromLimit } from '../platform/rate-limit.ts'
import { sha256 } from '../platform/secrets.ts'

const minute = 60
const hour = 60 * minute

/** How often whom: per address against guessing broadly, per account or number against guessing one. */
const limits = {
  'sign-in:address': { max: 60, windowSeconds: 10 * minute },
  'sign-in:account': { max: 10, windowSeconds: 15 * minute },
  'sign-up:address': { max: 60, windowSeconds: hour },
  'send-code:address': { max: 30, windowSeconds: hour },
  'send-code:phone': { max: 5, windowSeconds: 15 * minute },
  'verify-code:address': { max: 60, windowSeconds: 10 * minute },
  'verify-code:phone': { max: 15, windowSeconds: 15 * minute },
} as const

/**
 * Counts one try. An email or a number is kept as its hash only.
 * @throws {DomainError} `too_many_requests`.
 */
export async function limit(db: Db, name: keyof typeof limits, subject: string): Promise<void> {
  const whom = name.endsWith(':address') ? networkOf(subject) : sha256(subject)
  await takeFromLimit(db, { bucket: `${name}:${whom}`, ...limits[name] })
}

/** One household has a whole /64 of IPv6 to itself: it counts as one address. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address
  const [head = '', tail = ''] = address.toLowerCase().replace(/%.*/, '').split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === '' ? [] : tail.split(':')
  const groups = address.includes('::') ? [...left, ...Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0'), ...right] : left
  return `${groups.slice(0, 4).map(group => group.replace(/^0+(?=.)/, '')).join(':')}::/64`
}
