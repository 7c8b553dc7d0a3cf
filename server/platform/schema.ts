import { boolean, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { fileUseNames, variantNames, type FileType } from '#shared/files.ts'
import { linliNow } from './columns.ts'

// The tables as migrations.ts makes them; a test compares the two.

export const file = pgTable('file', {
  id: uuid('id').primaryKey(),
  ownerId: uuid('owner_id').notNull(),
  createdBy: uuid('created_by'),
  use: text('use', { enum: fileUseNames }).notNull(),
  type: text('type').$type<FileType>().notNull(),
  bytes: integer('bytes').notNull(),
  sha256: text('sha256').notNull(),
  width: integer('width'),
  height: integer('height'),
  variants: text('variants', { enum: variantNames }).array().notNull(),
  published: boolean('published').notNull().default(false),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(linliNow),
  looseSince: timestamp('loose_since', { withTimezone: true }).default(linliNow),
})
