export { bookingCalendar, type BookingCalendarOptions } from './booking-calendar.ts'
