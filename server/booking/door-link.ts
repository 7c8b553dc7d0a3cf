import { createHmac } from 'node:crypto'
import type { Config } from '../platform/config.ts'
import { deriveKey, sameText } from '../platform/secrets.ts'

/** Who comes to which leg, on which day of the leg's zone. */
export interface DoorVisit {
  legId: string
  workerId: string
  day: string
}

type Secret = Pick<Config, 'LINLI_SECRET'>

const bytesOf = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex')
const idOf = (bytes: Buffer): string => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

/** Half of an HMAC-SHA-256 (RFC 2104 § 5): a code that is scanned from a phone must stay coarse. */
const signatureOf = ({ LINLI_SECRET }: Secret, { legId, workerId, day }: DoorVisit): Buffer =>
  createHmac('sha256', deriveKey(LINLI_SECRET, 'door-links')).update(`${legId}\n${workerId}\n${day}`).digest().subarray(0, 16)

/** What the code at the door holds. 48 bytes make 64 letters with no bit to spare, so each token is written in one way. */
export const doorTokenOf = (config: Secret, visit: DoorVisit): string =>
  Buffer.concat([bytesOf(visit.legId), bytesOf(visit.workerId), signatureOf(config, visit)]).toString('base64url')

/** Whose token it says it is. Nothing is proved yet: the day that was signed is known by the leg. */
export function claimOf(token: string): Pick<DoorVisit, 'legId' | 'workerId'> {
  const bytes = Buffer.from(token, 'base64url')
  return { legId: idOf(bytes.subarray(0, 16)), workerId: idOf(bytes.subarray(16, 32)) }
}

export const isDoorTokenGood = (config: Secret, token: string, visit: DoorVisit): boolean => sameText(doorTokenOf(config, visit), token)
