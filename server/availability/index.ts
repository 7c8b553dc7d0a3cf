export { assignAt, type AssignAtOptions, type AssignedLeg } from './take-slot.ts'
export {
  countAvailabilityChanges, forgetAvailabilityChanges, seenAvailabilityChanges, takeAvailabilityChanges, type AvailabilityChanges,
} from './changes.ts'
export { insertClaims, keepClaims, releaseClaims, swapClaims } from './claims.ts'
export { findMoveTimes, reassign, type Course } from './course.ts'
export { lapsedCredentials } from './credentials.ts'

export { openMinutes } from './open-minutes.ts'
export { findExplainedSlots } from './find-explained-slots.ts'
export { findSlots, nearestStarts } from './find-slots.ts'
export { freeDays, type FreeDay } from './free-days.ts'
export { changeOffering } from './offerings/change-offering.ts'
export { publishOffering, resumeOffering } from './offerings/publish-offering.ts'
export { readOffering, readOfferingChoices } from './offerings/read-offering.ts'
export { connectBusyCalendar, disconnectBusyCalendar, forgetBusyCalendars, listBusyCalendars } from './busy/busy-calendars.ts'
export { importBusy, sweepBusyCalendars } from './busy/import-busy.ts'
export { importBusyJob, sweepBusyCalendarsJob } from './busy/jobs.ts'
