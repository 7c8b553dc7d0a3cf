import { z } from 'zod'
import * as agreements from '../schemas/agreement.ts'
import { byId, type Operation } from './operation.ts'

/** What the parties of a bundle agree on. */
export const agreementOperations = {
  'GET /api/provider/agreements': { summary: 'The agreements of one\'s provider with publishers and partners', tag: 'provider', query: agreements.agreementsQuery, response: agreements.agreementList, security: true, problems: ['not_found'] },
  'POST /api/provider/agreements': { summary: 'Ask a partner to serve a leg of one\'s bundle', tag: 'provider', body: agreements.proposalBody, response: agreements.agreementId, status: 201, security: true, idempotent: true, problems: ['not_found', 'offering_closed', 'too_many_requests'] },
  'POST /api/provider/agreements/:id/counter': { summary: 'Ask for other terms', tag: 'provider', params: byId, body: agreements.counterBody, response: agreements.agreementId, status: 201, security: true, idempotent: true, problems: ['not_found', 'agreement_moved_on', 'too_many_requests'] },
  'POST /api/provider/agreements/:id/accept': { summary: 'Accept the terms that wait', tag: 'provider', params: byId, body: agreements.answerBody, status: 204, security: true, problems: ['not_found', 'agreement_moved_on'] },
  'POST /api/provider/agreements/:id/decline': { summary: 'Decline the terms that wait, or take them back', tag: 'provider', params: byId, body: agreements.answerBody, status: 204, security: true, problems: ['not_found', 'agreement_moved_on'] },
  'POST /api/provider/agreements/:id/notice': { summary: 'Give notice: ends when the exit notice is over', tag: 'provider', params: byId, body: agreements.answerBody, response: z.object({ endsAt: agreements.agreement.shape.last.shape.createdAt }), security: true, problems: ['not_found', 'agreement_moved_on'] },
} as const satisfies Record<string, Operation>
