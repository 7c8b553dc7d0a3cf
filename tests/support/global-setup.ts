import type { TestProject } from 'vitest/node'
import pg from 'pg'
import { startPostgres } from '../../sandbox/postgres/index.ts'
import { migrations } from '../../server/migrations.ts'
import { openDatabase } from '../../server/platform/database.ts'
import { migrate } from '../../server/platform/migrate.ts'
import { moveDatabase } from './clock.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    adminUrl: string
  }
}

/** The migrated database that each test file's own is a copy of. */
export const templateDatabase = 'linli_template'

/** One real PostgreSQL for all files: embedded, or `TEST_DATABASE_URL` (a superuser's) where it is set. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL
  const server = given ? undefined : await startPostgres({ ephemeral: true })
  const adminUrl = given ?? server!.adminUrl
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  await admin.query(`drop database if exists ${templateDatabase}`)
  await admin.query(`create database ${templateDatabase}`)
  await admin.end()
  await prepareDatabase(withDatabase(adminUrl, templateDatabase))
  project.provide('adminUrl', adminUrl)
  return async () => await server?.stop()
}

/** Brings an empty database up to date, and its clock to the time of the tests. */
export async function prepareDatabase(url: string): Promise<void> {
  const db = openDatabase({ url, max: 1 })
  await migrate(db, migrations)
  await moveDatabase(db)
  await db.$client.end()
}

export function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
