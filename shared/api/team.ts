import { z } from 'zod'
import * as team from '../schemas/team.ts'
import { byId, type Operation } from './operation.ts'

const byToken = z.object({ token: team.invitationToken })

/** Who belongs to a provider, and who is asked to. */
export const teamOperations = {
  'GET /api/provider/members': { summary: 'Members of one\'s provider, and open invitations', tag: 'provider', query: team.teamQuery, response: team.team, security: true, problems: ['not_found'] },
  'PUT /api/provider/members/:id': { summary: 'Change a member\'s role', tag: 'provider', params: byId, body: team.memberBody, status: 204, security: true, problems: ['not_found', 'role_not_yours', 'last_owner'] },
  'DELETE /api/provider/members/:id': { summary: 'Remove a member, or leave', tag: 'provider', params: byId, query: team.teamQuery, status: 204, security: true, problems: ['not_found', 'role_not_yours', 'last_owner'] },
  'POST /api/provider/invitations': { summary: 'Invite somebody by mail', tag: 'provider', body: team.invitationBody, response: team.team, status: 201, security: true, problems: ['not_found', 'role_not_yours', 'already_member', 'too_many_requests'] },
  'POST /api/provider/invitations/:id/resend': { summary: 'Send an invitation again, with a new link', tag: 'provider', params: byId, status: 204, security: true, problems: ['not_found', 'role_not_yours', 'too_many_requests'] },
  'DELETE /api/provider/invitations/:id': { summary: 'Take an invitation back', tag: 'provider', params: byId, status: 204, security: true, problems: ['not_found', 'role_not_yours'] },
  'GET /api/invitations/:token': { summary: 'What an invitation is to', tag: 'session', params: byToken, response: team.invitation, problems: ['not_found'] },
  'POST /api/invitations/:token/acceptance': { summary: 'Become a member, by the link that was mailed', tag: 'session', params: byToken, response: team.accepted, status: 200, security: true, problems: ['not_found'] },
} as const satisfies Record<string, Operation>
