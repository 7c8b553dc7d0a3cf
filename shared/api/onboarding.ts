import * as acts from '../schemas/acts.ts'
import * as onboarding from '../schemas/onboarding.ts'
import { pageQuery } from '../schemas/paging.ts'
import { byId, type Operation } from './operation.ts'

/** Providers come in and are looked at. */
export const onboardingOperations = {
  'POST /api/providers': { summary: 'Begin as a provider: a draft, with oneself as its owner', tag: 'provider', body: onboarding.providerBody, response: onboarding.onboarding, status: 201, security: true, idempotent: true, problems: ['too_many_providers', 'choice_invalid', 'too_many_requests'] },
  'GET /api/provider/onboarding': { summary: 'How one\'s provider stands, and what is missing', tag: 'provider', query: onboarding.providerQuery, response: onboarding.onboarding, security: true, problems: ['not_found'] },
  'PUT /api/provider/profile': { summary: 'Change a provider\'s profile', tag: 'provider', body: onboarding.profileBody, response: onboarding.onboarding, security: true, problems: ['not_found', 'transition_illegal', 'changed_meanwhile', 'choice_invalid'] },
  'POST /api/provider/papers': { summary: 'Add a paper, in the place of one of its kind that nobody has looked at', tag: 'provider', body: onboarding.paperBody, response: onboarding.onboarding, status: 201, security: true, idempotent: true, problems: ['not_found', 'transition_illegal', 'choice_invalid', 'credit_code_wrong', 'paper_end_missing', 'paper_expired', 'too_many_papers'] },
  'DELETE /api/provider/papers/:id': { summary: 'Take back a paper that nobody has looked at', tag: 'provider', params: byId, response: onboarding.onboarding, security: true, problems: ['not_found', 'transition_illegal'] },
  'POST /api/provider/submission': { summary: 'Ask to be verified, or answer what was asked', tag: 'provider', body: onboarding.submissionBody, response: onboarding.onboarding, security: true, idempotent: true, problems: ['not_found', 'transition_illegal', 'onboarding_incomplete'] },
  'GET /api/operator/verifications': { summary: 'Providers that wait to be looked at, the longest waiting first', tag: 'operations', query: pageQuery, response: onboarding.verifications, security: true, problems: ['not_found'] },
  'GET /api/operator/verifications/:id': { summary: 'A provider as it is to be looked at', tag: 'operations', params: byId, response: onboarding.verification, security: true, problems: ['not_found'] },
  'POST /api/operator/verifications/:id/decision': { summary: 'Approve a provider, ask it for more, or reject it', tag: 'operations', params: byId, body: onboarding.decisionBody, response: onboarding.verification, security: true, problems: ['not_found', 'transition_illegal', 'changed_meanwhile'] },
  'GET /api/operator/providers': { summary: 'Every provider', tag: 'operations', query: onboarding.providersQuery, response: onboarding.providersAnswer, security: true, problems: ['not_found'] },
  'POST /api/operator/providers/:id/suspension': { summary: 'Suspend a provider: nothing of it is found or booked', tag: 'operations', params: byId, body: onboarding.suspensionBody, response: onboarding.verification, security: true, problems: ['not_found', 'transition_illegal'] },
  'POST /api/operator/providers/:id/lift': { summary: 'Lift a suspension', tag: 'operations', params: byId, body: onboarding.liftBody, response: onboarding.verification, security: true, problems: ['not_found', 'transition_illegal'] },
  'GET /api/operator/acts': { summary: 'What operators did', tag: 'operations', query: acts.actsQuery, response: acts.actsAnswer, security: true, problems: ['not_found'] },
} as const satisfies Record<string, Operation>
