import * as crew from '../schemas/crew.ts'
import { byId, type Operation } from './operation.ts'

/** Providers keep their people and things: who can do what, where and when. */
export const crewOperations = {
  'GET /api/provider/team': { summary: 'People and things of one\'s provider, with credentials that lapse', tag: 'provider', query: crew.crewQuery, response: crew.crew, security: true, problems: ['not_found'] },
  'POST /api/provider/team': { summary: 'Add a worker, a vehicle or a venue', tag: 'provider', body: crew.crewBody, response: crew.crewResource, status: 201, security: true, idempotent: true, problems: ['not_found', 'choice_invalid', 'team_full'] },
  'GET /api/provider/team-choices': { summary: 'What a provider can choose from when it describes somebody', tag: 'provider', query: crew.crewQuery, response: crew.crewChoices, security: true, problems: ['not_found'] },
  'GET /api/provider/given-time': { summary: 'What days off would break', tag: 'provider', query: crew.daysOffQuery, response: crew.givenTime, security: true, problems: ['not_found', 'choice_invalid'] },
  'POST /api/provider/days-off': { summary: 'Give days off to one or several at once, or to none; what is booked stays until it is moved or given to somebody else', tag: 'provider', body: crew.daysOffBody, status: 204, security: true, idempotent: true, problems: ['not_found', 'choice_invalid', 'changed_meanwhile'] },
  'GET /api/provider/team/:id': { summary: 'A worker, vehicle or venue as its provider keeps it', tag: 'provider', params: byId, response: crew.crewResource, security: true, problems: ['not_found'] },
  'PUT /api/provider/team/:id': { summary: 'Change a worker, vehicle or venue; what is booked stays', tag: 'provider', params: byId, body: crew.crewChange, response: crew.crewResource, security: true, problems: ['not_found', 'choice_invalid', 'changed_meanwhile'] },
  'POST /api/provider/team/:id/retire': { summary: 'Take no new bookings for them; what is booked stays', tag: 'provider', params: byId, body: crew.retireBody, response: crew.crewResource, security: true, problems: ['not_found', 'changed_meanwhile'] },
  'POST /api/provider/team/:id/restore': { summary: 'Take bookings for them again', tag: 'provider', params: byId, response: crew.crewResource, security: true, problems: ['not_found'] },
  'DELETE /api/provider/team/:id/days-off/:dayOffId': { summary: 'Take days off back', tag: 'provider', params: crew.byDayOff, status: 204, security: true, problems: ['not_found'] },
} as const satisfies Record<string, Operation>
