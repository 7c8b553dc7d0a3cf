import { boolean, date, integer, pgTable, primaryKey, real, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { bytea, linliNow, tstzrange } from '../platform/columns.ts'

// The tables as migrations.ts makes them; a test compares the two.

export const travelTime = pgTable('travel_time', {
  fromDistrictId: text('from_district_id').notNull(),
  toDistrictId: text('to_district_id').notNull(),
  minutes: integer('minutes').notNull(),
}, table => [primaryKey({ columns: [table.fromDistrictId, table.toDistrictId] })])

export const resource = pgTable('resource', {
  id: uuid('id').primaryKey(),
  providerId: uuid('provider_id').notNull(),
  kind: text('kind', { enum: ['worker', 'vehicle', 'venue'] }).notNull(),
  nameZh: text('name_zh').notNull(),
  nameEn: text('name_en').notNull(),
  gender: text('gender', { enum: ['female', 'male'] }),
  languages: text('languages').array().notNull().default([]),
  districtId: text('district_id').notNull(),
  personId: uuid('person_id'),
  active: boolean('active').notNull().default(true),
  rating: real('rating'),
  sinceYear: integer('since_year'),
  portraitFileId: uuid('portrait_file_id'),
  revision: integer('revision').notNull().default(1),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
})

export const resourceSkill = pgTable('resource_skill', {
  resourceId: uuid('resource_id').notNull(),
  skill: text('skill').notNull(),
}, table => [primaryKey({ columns: [table.skill, table.resourceId] })])

export const resourceDistrict = pgTable('resource_district', {
  resourceId: uuid('resource_id').notNull(),
  districtId: text('district_id').notNull(),
}, table => [primaryKey({ columns: [table.resourceId, table.districtId] })])

export const credential = pgTable('credential', {
  id: uuid('id').primaryKey(),
  resourceId: uuid('resource_id').notNull(),
  kind: text('kind').notNull(),
  number: text('number').notNull(),
  issuerZh: text('issuer_zh').notNull(),
  issuerEn: text('issuer_en').notNull(),
  expiresOn: date('expires_on', { mode: 'string' }).notNull(),
})

export const credentialWarning = pgTable('credential_warning', {
  id: uuid('id').primaryKey(),
  resourceId: uuid('resource_id').notNull(),
  kind: text('kind').notNull(),
  expiresOn: date('expires_on', { mode: 'string' }).notNull(),
  days: integer('days').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
})

export const availabilityRule = pgTable('availability_rule', {
  id: uuid('id').primaryKey(),
  resourceId: uuid('resource_id').notNull(),
  weekday: integer('weekday').notNull(),
  fromMinute: integer('from_minute').notNull(),
  toMinute: integer('to_minute').notNull(),
  validFrom: date('valid_from', { mode: 'string' }),
  validUntil: date('valid_until', { mode: 'string' }),
})

export const availabilityOverride = pgTable('availability_override', {
  id: uuid('id').primaryKey(),
  resourceId: uuid('resource_id').notNull(),
  during: tstzrange('during').notNull(),
  kind: text('kind', { enum: ['off', 'extra', 'busy'] }).notNull(),
  note: text('note').notNull().default(''),
  busyCalendarId: uuid('busy_calendar_id'),
})

export const busyCalendar = pgTable('busy_calendar', {
  resourceId: uuid('resource_id').primaryKey(),
  urlSealed: bytea('url_sealed').notNull(),
  host: text('host').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  nextSyncAt: timestamp('next_sync_at', { withTimezone: true }).notNull().default(linliNow),
  syncedAt: timestamp('synced_at', { withTimezone: true }),
  problem: text('problem', { enum: ['address_refused', 'unreachable', 'not_a_calendar', 'too_large', 'not_understood'] }),
  problemDetail: text('problem_detail'),
  busyCount: integer('busy_count').notNull().default(0),
})

export const classSession = pgTable('class_session', {
  id: uuid('id').primaryKey(),
  offeringId: uuid('offering_id').notNull(),
  startsAt: timestamp('starts_at', { withTimezone: true }).notNull(),
  endsAt: timestamp('ends_at', { withTimezone: true }).notNull(),
  capacity: integer('capacity').notNull(),
  venueResourceId: uuid('venue_resource_id'),
  teacherResourceId: uuid('teacher_resource_id'),
  cancelledAt: timestamp('cancelled_at', { withTimezone: true }),
})

export const sessionSeat = pgTable('session_seat', {
  sessionId: uuid('session_id').notNull(),
  seat: integer('seat').notNull(),
  bookingLegId: uuid('booking_leg_id').notNull(),
  expiresAt: timestamp('expires_at', { withTimezone: true }),
}, table => [primaryKey({ columns: [table.sessionId, table.seat] })])

export const claim = pgTable('claim', {
  id: uuid('id').primaryKey(),
  resourceId: uuid('resource_id').notNull(),
  during: tstzrange('during').notNull(),
  districtId: text('district_id'),
  bookingLegId: uuid('booking_leg_id'),
  sessionId: uuid('session_id'),
  expiresAt: timestamp('expires_at', { withTimezone: true }),
})
