import { z } from 'zod'
import { door, doorToken } from '../schemas/door.ts'
import type { Operation } from './operation.ts'

export const doorOperations = {
  'GET /api/door/:token': { summary: 'Who comes today: face, name, credentials and visit, by a signed link that holds on its day alone', tag: 'booking', params: z.object({ token: doorToken }), response: door, problems: ['not_found', 'too_many_requests'] },
} as const satisfies Record<string, Operation>
