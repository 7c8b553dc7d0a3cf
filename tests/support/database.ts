import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { openDatabase, type Db } from '../../server/platform/database.ts'
import { templateDatabase, withDatabase } from './global-setup.ts'

export interface TestDatabase {
  db: Db
  url: string
}

/** A migrated, empty database of this file's own; closed and dropped when the file ends. */
export async function createTestDatabase({ max = 20 }: { max?: number } = {}): Promise<TestDatabase> {
  const adminUrl = inject('adminUrl')
  const name = `linli_${randomBytes(6).toString('hex')}`
  await asAdmin(adminUrl, async (admin) => {
    // A template that somebody is still connected to cannot be copied: files that start together take turns.
    await admin.query('select pg_advisory_lock(1)')
    await admin.query(`create database ${name} template ${templateDatabase}`)
  })
  const url = withDatabase(adminUrl, name)
  const db = openDatabase({ url, max })
  afterAll(async () => {
    await db.$client.end()
    await asAdmin(adminUrl, async admin => void await admin.query(`drop database if exists ${name} with (force)`))
  })
  return { db, url }
}

async function asAdmin(url: string, work: (admin: pg.Client) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}
