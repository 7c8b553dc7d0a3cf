import { boolean, doublePrecision, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { bytea, linliNow } from '../platform/columns.ts'

// The tables as migrations.ts makes them; a test compares the two.

export const district = pgTable('district', {
  id: text('id').primaryKey(),
  city: text('city').notNull(),
  nameZh: text('name_zh').notNull(),
  nameEn: text('name_en').notNull(),
  lat: doublePrecision('lat').notNull(),
  lng: doublePrecision('lng').notNull(),
  position: integer('position').notNull().default(0),
})

export const person = pgTable('person', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  email: text('email').notNull(),
  emailVerified: boolean('email_verified').notNull().default(false),
  image: text('image'),
  phoneNumber: text('phone_number'),
  phoneNumberVerified: boolean('phone_number_verified').notNull().default(false),
  operator: boolean('operator').notNull().default(false),
  locale: text('locale', { enum: ['zh-CN', 'en'] }).notNull().default('zh-CN'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().default(linliNow),
  deletedAt: timestamp('deleted_at', { withTimezone: true }),
})

export const session = pgTable('session', {
  id: uuid('id').primaryKey(),
  personId: uuid('person_id').notNull(),
  token: text('token').notNull(),
  expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  ipAddress: text('ip_address'),
  userAgent: text('user_agent'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().default(linliNow),
})

export const account = pgTable('account', {
  id: uuid('id').primaryKey(),
  personId: uuid('person_id').notNull(),
  accountId: text('account_id').notNull(),
  providerId: text('provider_id').notNull(),
  accessToken: text('access_token'),
  refreshToken: text('refresh_token'),
  idToken: text('id_token'),
  accessTokenExpiresAt: timestamp('access_token_expires_at', { withTimezone: true }),
  refreshTokenExpiresAt: timestamp('refresh_token_expires_at', { withTimezone: true }),
  scope: text('scope'),
  password: text('password'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().default(linliNow),
})

export const verification = pgTable('verification', {
  id: uuid('id').primaryKey(),
  identifier: text('identifier').notNull(),
  value: text('value').notNull(),
  expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().default(linliNow),
})

export const consent = pgTable('consent', {
  personId: uuid('person_id').notNull(),
  document: text('document', { enum: ['terms', 'privacy'] }).notNull(),
  version: text('version').notNull(),
  at: timestamp('at', { withTimezone: true }).notNull().default(linliNow),
}, table => [primaryKey({ columns: [table.personId, table.document, table.version] })])

export const providerMember = pgTable('provider_member', {
  providerId: uuid('provider_id').notNull(),
  personId: uuid('person_id').notNull(),
  role: text('role', { enum: ['owner', 'manager', 'worker'] }).notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
}, table => [primaryKey({ columns: [table.providerId, table.personId] })])

export const invitation = pgTable('invitation', {
  id: uuid('id').primaryKey(),
  providerId: uuid('provider_id').notNull(),
  email: text('email').notNull(),
  role: text('role', { enum: ['owner', 'manager', 'worker'] }).notNull(),
  tokenHash: text('token_hash').notNull(),
  invitedBy: uuid('invited_by').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  acceptedAt: timestamp('accepted_at', { withTimezone: true }),
  acceptedBy: uuid('accepted_by'),
  revokedAt: timestamp('revoked_at', { withTimezone: true }),
})

export const recipient = pgTable('recipient', {
  id: uuid('id').primaryKey(),
  personId: uuid('person_id').notNull(),
  name: text('name').notNull(),
  relation: text('relation', { enum: ['self', 'parent', 'grandparent', 'partner', 'child', 'other'] }).notNull(),
  birthYear: integer('birth_year'),
  needs: text('needs').array().notNull().default([]),
  notesSealed: bytea('notes_sealed'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().default(linliNow),
  deletedAt: timestamp('deleted_at', { withTimezone: true }),
})

export const address = pgTable('address', {
  id: uuid('id').primaryKey(),
  personId: uuid('person_id').notNull(),
  label: text('label').notNull().default(''),
  districtId: text('district_id').notNull(),
  street: text('street').notNull(),
  lat: doublePrecision('lat'),
  lng: doublePrecision('lng'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().default(linliNow),
  deletedAt: timestamp('deleted_at', { withTimezone: true }),
})

export const operatorAct = pgTable('operator_act', {
  id: uuid('id').primaryKey(),
  personId: uuid('person_id').notNull(),
  action: text('action').notNull(),
  subjectKind: text('subject_kind').notNull(),
  subjectId: text('subject_id').notNull(),
  reason: text('reason').notNull().default(''),
  data: jsonb('data').$type<Record<string, unknown>>().notNull().default({}),
  at: timestamp('at', { withTimezone: true }).notNull().default(linliNow),
})
