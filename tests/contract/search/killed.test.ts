import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { SearchEngine } from '../../../server/search/engine.ts'
import { createMeilisearchEngine } from '../../../server/search/engine-meilisearch/engine.ts'
import { createPostgresEngine } from '../../../server/search/engine-postgres/engine.ts'
import { clockEnv } from '../../support/clock.ts'
import { createTestDatabase } from '../../support/database.ts'
import { readFixture } from './fixture.ts'
import { startMeilisearchDouble } from './meilisearch-double.ts'

const { index, documents } = readFixture('killed')
const { db, url } = await createTestDatabase()

/** Kills a real process with SIGKILL in the middle of a rebuild, when a part of it is written. */
async function killMidRebuild(kind: 'postgres' | 'meilisearch', at: string): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'fixtures/rebuild-process.ts'), kind, at, index.name], {
    env: { ...process.env, ...clockEnv }, stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  onTestFinished(() => void child.kill('SIGKILL'))
  const said = String((await Promise.race([once(child.stdout, 'data'), ended.then(() => ['ended'])]))[0])
  expect(said).toBe('half\n')
  child.kill('SIGKILL')
  expect(await ended).toEqual([null, 'SIGKILL'])
}

const allIds = async (engine: SearchEngine) => (await engine.search(index, { limit: 100 })).hits.map(hit => Number(hit.id)).sort((a, b) => a - b)
const before = documents.map(document => Number(document.id))

describe('a process that is killed in the middle of a rebuild', () => {
  test('PostgreSQL: the old documents are found, writes go on, and the next rebuild leaves nothing behind', async () => {
    const engine = createPostgresEngine(db)
    await engine.configure(index)
    await engine.replaceAll(index, documents)
    await killMidRebuild('postgres', url)

    const generations = async () => Number((await db.$client.query('select count(*) as n from search_generation')).rows[0].n)
    expect(await generations()).toBe(2)
    expect(await allIds(engine)).toEqual(before)
    await engine.upsert(index, [{ id: 50, title_en: 'Gutter sweeping' }])
    expect((await engine.search(index, { q: 'gutter' })).total).toBe(1)

    expect(await engine.replaceAll(index, documents)).toBe(12)
    expect(await allIds(engine)).toEqual(before)
    expect(await generations()).toBe(1)
    const { rows } = await db.$client.query('select count(*)::int as n from search_posting where generation not in (select live from search_index)')
    expect(rows).toEqual([{ n: 0 }])
  })

  test('Meilisearch: the same, and what was left is dropped when it is an hour old', async () => {
    const double = await startMeilisearchDouble()
    onTestFinished(async () => {
      await double.stop()
      expect(double.refused).toEqual([])
    })
    const engine = createMeilisearchEngine({ url: double.url, taskInterval: 1 })
    await engine.configure(index)
    await engine.replaceAll(index, documents)
    await killMidRebuild('meilisearch', double.url)

    const left = [...double.indexes.keys()].find(uid => uid.startsWith('killed__next_'))!
    expect(double.indexes.get(left)?.documents.size).toBe(1000)
    expect(await allIds(engine)).toEqual(before)
    await engine.upsert(index, [{ id: 50, title_en: 'Gutter sweeping' }])
    expect((await engine.search(index, { q: 'gutter' })).total).toBe(1)

    expect(await engine.replaceAll(index, documents)).toBe(12)
    expect(await allIds(engine)).toEqual(before)
    // Another server may still be filling it, as far as this one knows.
    expect(double.indexes.has(left)).toBe(true)
    double.indexes.get(left)!.createdAt = new Date(Date.now() - 2 * 3_600_000).toISOString()
    await engine.replaceAll(index, documents)
    expect([...double.indexes.keys()].sort()).toEqual(['killed', 'linli_state'])
  })
})
