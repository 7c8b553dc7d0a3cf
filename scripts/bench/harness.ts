import { once } from 'node:events'
import { createServer } from 'node:http'
import autocannon from 'autocannon'

/** One measured number. `ratio` is value ÷ baseline; both are null for a figure that is compared with nothing (a size, say). */
export interface Figure {
  bench: string
  figure: string
  value: number
  unit: string
  baseline: number | null
  ratio: number | null
}

/** What a benchmark file's `run` is given. */
export interface Bench {
  name: string
  /** Records a figure; the baseline must have been measured in this same run. */
  report: (figure: { figure: string, value: number, unit: string, baseline?: number }) => void
  /** A line for the person who waits; never part of the result. */
  note: (line: string) => void
}

/** What `scripts/bench/NAME.bench.ts` exports as `run`. */
export type RunBench = (bench: Bench) => Promise<void> | void

/** Runs one benchmark. @returns its figures, in the order in which they were reported. */
export async function collectFigures({ name, run, note = line => console.error(`  ${line}`) }: {
  name: string
  run: RunBench
  note?: Bench['note']
}): Promise<Figure[]> {
  const figures: Figure[] = []
  await run({
    name,
    note,
    report({ figure, value, unit, baseline }) {
      if (!Number.isFinite(value)) throw new Error(`${name}: ${figure} is ${value}, not a number`)
      const ratio = baseline ? value / baseline : null
      figures.push({ bench: name, figure, value, unit, baseline: baseline ?? null, ratio })
    },
  })
  if (figures.length === 0) throw new Error(`${name} reported no figure`)
  return figures
}

/** A table for people. */
export function tableOf(figures: Figure[]): string {
  const rows = [
    ['bench', 'figure', 'value', 'unit', 'baseline', 'ratio'],
    ...figures.map(f => [f.bench, f.figure, show(f.value), f.unit, show(f.baseline), show(f.ratio)]),
  ]
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0))) ?? []
  const isNumber = (column: number) => [2, 4, 5].includes(column)
  const line = (row: string[]) => row.map((cell, column) => {
    const width = widths[column] ?? 0
    return isNumber(column) ? cell.padStart(width) : cell.padEnd(width)
  }).join('  ').trimEnd()
  return rows.map(line).join('\n')
}

/** One JSON object a line, for machines. Four significant digits: more would be noise. */
export function linesOf(figures: Figure[]): string {
  return figures.map(figure => JSON.stringify({
    ...figure,
    value: significant(figure.value),
    baseline: significant(figure.baseline),
    ratio: significant(figure.ratio),
  })).join('\n')
}

function show(value: number | null): string {
  const short = significant(value)
  return short === null ? '–' : short.toLocaleString('en', { maximumFractionDigits: 4 })
}

function significant<T extends number | null>(value: T): T {
  return (value === null ? null : Number(value.toPrecision(4))) as T
}

/** The p-th percentile (0–100) by nearest rank. @throws on no samples. */
export function percentile(samples: number[], p: number): number {
  const sorted = Float64Array.from(samples).sort()
  const rank = Math.min(sorted.length, Math.max(1, Math.ceil(p / 100 * sorted.length)))
  const value = sorted[rank - 1]
  if (value === undefined) throw new Error('a percentile of no samples')
  return value
}

export function median(samples: number[]): number {
  return percentile(samples, 50)
}

type Work = () => unknown

/** Milliseconds of each of `rounds` calls, one after the other, after `warmUp` calls that are not counted. */
export async function timesOf({ work, rounds, warmUp = Math.ceil(rounds / 5) }: {
  work: Work
  rounds: number
  warmUp?: number
}): Promise<number[]> {
  for (let i = 0; i < warmUp; i++) await work()
  const times: number[] = []
  for (let i = 0; i < rounds; i++) times.push(await timeOf(work))
  return times
}

/**
 * Milliseconds of the subject and of its baseline, taken in turns, so that a machine that slows down slows both.
 * Who goes first changes with each round: the second finds warmer caches.
 */
export async function timesInTurns({ subject, baseline, rounds, warmUp = Math.ceil(rounds / 5) }: {
  subject: Work
  baseline: Work
  rounds: number
  warmUp?: number
}): Promise<{ subject: number[], baseline: number[] }> {
  const times = { subject: [] as number[], baseline: [] as number[] }
  for (let i = -warmUp; i < rounds; i++) {
    const order = i % 2 === 0 ? ['subject', 'baseline'] as const : ['baseline', 'subject'] as const
    for (const side of order) {
      const time = await timeOf(side === 'subject' ? subject : baseline)
      if (i >= 0) times[side].push(time)
    }
  }
  return times
}

async function timeOf(work: Work): Promise<number> {
  const started = performance.now()
  const result = work()
  // A synchronous subject must not pay for a turn of the event loop.
  if (result instanceof Promise) await result
  return performance.now() - started
}

/** An HTTP load: `connections` clients that each send the next request when the last is answered. */
export interface Load {
  /** Loopback only: a benchmark never leaves the machine. */
  url: string
  /** In place of the address's own path: these, one after the other, on each connection. */
  paths?: string[]
  connections: number
  seconds: number
  headers?: Record<string, string>
  method?: 'GET' | 'POST'
  body?: string
}

export interface LoadResult {
  requestsPerSecond: number
  p50Ms: number
  p99Ms: number
}

/** @throws where the address is not this machine's, or an answer was not 2xx: an error page is quick, and says nothing. */
export async function loadHttp({ url, paths, connections, seconds, ...request }: Load): Promise<LoadResult> {
  refuseForeignAddress(url)
  const requests = paths && { requests: paths.map(path => ({ path })) }
  const sampleInt = Math.min(1000, seconds * 1000)
  const result = await autocannon({ url, connections, duration: seconds, sampleInt, ...request, ...requests })
  const answered = result['2xx']
  const failed = result.non2xx + result.errors
  if (failed > 0 || answered === 0) throw new Error(`${url}: ${failed} of ${answered + failed} requests failed`)
  return { requestsPerSecond: answered / result.duration, p50Ms: result.latency.p50, p99Ms: result.latency.p99 }
}

/** Several loads in turns, `rounds` times, after one short round that is not counted. @returns each load's median figures. */
export async function loadsInTurns<Name extends string>({ loads, rounds }: {
  loads: Record<Name, Load>
  rounds: number
}): Promise<Record<Name, LoadResult>> {
  const names = Object.keys(loads) as Name[]
  for (const name of names) await loadHttp({ ...loads[name], seconds: Math.min(1, loads[name].seconds) })

  const results = new Map<Name, LoadResult[]>(names.map(name => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const name of names) results.get(name)?.push(await loadHttp(loads[name]))
  }
  return Object.fromEntries(names.map(name => [name, medianLoad(results.get(name) ?? [])])) as Record<Name, LoadResult>
}

function medianLoad(results: LoadResult[]): LoadResult {
  return {
    requestsPerSecond: median(results.map(result => result.requestsPerSecond)),
    p50Ms: median(results.map(result => result.p50Ms)),
    p99Ms: median(results.map(result => result.p99Ms)),
  }
}

/** The least that a Node server does: answers these bytes, as JSON, to every request. For a baseline. */
export async function serveBytes(body: string | Buffer): Promise<{ url: string, close: () => void }> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' }).end(body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a server without a port')
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

function refuseForeignAddress(url: string): void {
  const { hostname } = new URL(url)
  if (!['127.0.0.1', '[::1]', 'localhost'].includes(hostname)) throw new Error(`${url} is not on this machine: benchmarks load loopback only`)
}
