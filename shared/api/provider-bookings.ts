import * as bookings from '../schemas/provider-bookings.ts'
import type { Operation } from './operation.ts'

/** What a provider sees of its bookings as a whole: the board of a day, lists, figures. */
export const providerBookingOperations = {
  'GET /api/provider/board': { summary: 'A day of one\'s provider', tag: 'provider', query: bookings.providerBoardQuery, response: bookings.providerBoard, security: true, problems: ['not_found'] },
  'GET /api/provider/calendar': { summary: 'When everybody of one\'s provider works, is off and is booked', tag: 'provider', query: bookings.providerCalendarQuery, response: bookings.providerCalendar, security: true, problems: ['not_found'] },
  'GET /api/provider/bookings': { summary: 'Parts that were booked of one\'s provider, filtered', tag: 'provider', query: bookings.providerBookingsQuery, response: bookings.providerBookings, security: true, problems: ['not_found', 'choice_invalid'] },
  'GET /api/provider/bookings.csv': { summary: 'The same as a table', tag: 'provider', query: bookings.providerBookingsFileQuery, produces: 'text/csv', security: true, problems: ['not_found', 'choice_invalid'] },
  'GET /api/provider/figures': { summary: 'How well a provider is booked, and how it answers, week by week', tag: 'provider', query: bookings.providerFiguresQuery, response: bookings.providerFigures, security: true, problems: ['not_found'] },
} as const satisfies Record<string, Operation>
