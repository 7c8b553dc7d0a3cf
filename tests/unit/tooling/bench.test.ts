import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  collectFigures, linesOf, loadHttp, loadsInTurns, percentile, tableOf, timesInTurns, timesOf,
} from '../../../scripts/bench/harness.ts'

describe('percentile', () => {
  it('takes the nearest rank, whatever the order of the samples', () => {
    const samples = [30, 10, 50, 20, 40]
    expect([0, 20, 50, 99, 100].map(p => percentile(samples, p))).toEqual([10, 10, 30, 50, 50])
  })

  it('sorts by size, not as text', () => {
    expect(percentile([9, 10, 100], 50)).toBe(10)
  })

  it('has no answer for no samples', () => {
    expect(() => percentile([], 50)).toThrow('no samples')
  })
})

describe('timing', () => {
  it('does not count the warm-up', async () => {
    let calls = 0
    const times = await timesOf({ work: () => calls++, rounds: 7, warmUp: 3 })
    expect(times).toHaveLength(7)
    expect(calls).toBe(10)
  })

  it('takes subject and baseline in turns and lets each go first as often', async () => {
    const order: string[] = []
    await timesInTurns({ subject: () => order.push('s'), baseline: () => order.push('b'), rounds: 4, warmUp: 0 })
    expect(order.join('')).toBe('sbbssbbs')
  })

  it('waits for asynchronous work', async () => {
    const [time] = await timesOf({ work: () => new Promise(resolve => setTimeout(resolve, 20)), rounds: 1, warmUp: 0 })
    expect(time).toBeGreaterThan(15)
  })
})

describe('figures', () => {
  const figuresOf = (baseline?: number) => collectFigures({
    name: 'holds',
    run: bench => bench.report({ figure: 'holds_8_clients', value: 1234.5678, unit: '1/s', baseline }),
  })

  it('are one JSON object a line with the ratio to the baseline', async () => {
    expect(JSON.parse(linesOf(await figuresOf(2000)))).toEqual(
      { bench: 'holds', figure: 'holds_8_clients', value: 1235, unit: '1/s', baseline: 2000, ratio: 0.6173 },
    )
  })

  it('say null where there is nothing to compare with', async () => {
    expect(JSON.parse(linesOf(await figuresOf()))).toMatchObject({ baseline: null, ratio: null })
  })

  it('stand under their headings', async () => {
    const [heading, row] = tableOf(await figuresOf(2000)).split('\n')
    expect(heading).toMatch(/bench +figure +value +unit +baseline +ratio/)
    expect(row).toMatch(/holds +holds_8_clients +1,235 +1\/s +2,000 +0\.6173/)
  })

  it('are never NaN, and never missing', async () => {
    const broken = collectFigures({ name: 'x', run: bench => bench.report({ figure: 'f', value: Number.NaN, unit: 'ms' }) })
    await expect(broken).rejects.toThrow('not a number')
    await expect(collectFigures({ name: 'x', run: () => {} })).rejects.toThrow('no figure')
  })
})

describe('an HTTP load', () => {
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/broken' ? 500 : 200
    response.end('ok')
  })
  let origin = ''

  beforeAll(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    origin = `http://127.0.0.1:${port}`
  })
  afterAll(() => server.close())

  it('counts answers per second of each side', async () => {
    const load = { url: `${origin}/`, connections: 2, seconds: 0.2 }
    const results = await loadsInTurns({ loads: { subject: load, baseline: load }, rounds: 1 })
    expect(results.subject.requestsPerSecond).toBeGreaterThan(0)
    expect(results.baseline.p99Ms).toBeGreaterThanOrEqual(results.baseline.p50Ms)
  })

  it('is void where answers are errors', async () => {
    await expect(loadHttp({ url: `${origin}/broken`, connections: 1, seconds: 0.2 })).rejects.toThrow('requests failed')
  })

  it('never leaves the machine', async () => {
    await expect(loadHttp({ url: 'https://example.com/', connections: 1, seconds: 0.2 })).rejects.toThrow('not on this machine')
  })
})
