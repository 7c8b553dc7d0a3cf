import { z } from 'zod'
import { id, instant, localText } from './common.ts'

export const memberRole = z.enum(['owner', 'manager', 'worker'])

export const team = z.object({
  providerId: id,
  /** As what one asks. */
  role: memberRole,
  /** Whom one may invite, change and remove, oneself aside. */
  may: z.array(memberRole),
  members: z.array(z.object({ id, name: z.string(), email: z.string().nullable(), role: memberRole, since: instant, isYou: z.boolean() })),
  invitations: z.array(z.object({ id, email: z.string(), role: memberRole, expiresAt: instant, expired: z.boolean() })),
})

export const teamQuery = z.object({ providerId: id.optional() })
export const memberBody = z.object({ providerId: id, role: memberRole })
export const invitationBody = z.object({
  providerId: id,
  email: z.email().max(254).toLowerCase(),
  role: memberRole,
})

export const invitationToken = z.string().regex(/^[\w-]{43}$/)
export const invitation = z.object({ role: memberRole, email: z.string(), inviter: z.string(), provider: localText })
export const accepted = z.object({ providerId: id, role: memberRole })
