import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { processCommand, processMark } from '../process-mark.ts'

/** A running server as its `postmaster.pid` describes it. */
export interface Postmaster {
  pid: number
  /** See `processMark`: tells this run from a later process with the same pid. */
  mark: string
  socketFolder: string
  ready: boolean
}

/** The server that runs on a cluster now. A pid file that a crash left, or whose pid another program has now, is none. */
export function livePostmaster(cluster: string): Postmaster | undefined {
  const lines = readPidFile(cluster)
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  const mark = processMark(pid)
  if (mark === undefined || !processCommand(pid)?.includes(cluster)) return undefined
  return { pid, mark, socketFolder: lines[4] ?? '', ready: lines[7]?.trim() === 'ready' }
}

/** No kernel gives out this pid. */
const NOBODYS_PID = 2_147_483_647

/**
 * Puts a pid that cannot exist into the pid file of a dead server. PostgreSQL would take another program that was given the pid, or a
 * zombie that nobody reaps, for a server and not start. The rest of the file stays: by it PostgreSQL finds backends that outlived
 * their server.
 */
export function disownPidFile(cluster: string): void {
  const [pid, ...rest] = readPidFile(cluster)
  if (pid === undefined || livePostmaster(cluster)) return
  writeFileSync(join(cluster, 'postmaster.pid'), [NOBODYS_PID, ...rest].join('\n'))
}

/** PostgreSQL's own format: pid, data folder, start, port, socket folder, listen address, shared memory, status. */
function readPidFile(cluster: string): string[] {
  const path = join(cluster, 'postmaster.pid')
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []
}

/** Whether the process still runs. */
export function isRunning({ pid, mark }: Pick<Postmaster, 'pid' | 'mark'>): boolean {
  return processMark(pid) === mark
}

/** Signals the process and waits for its end; answers whether it came in time. */
export async function endProcess(target: Pick<Postmaster, 'pid' | 'mark'>, signal: NodeJS.Signals, timeoutMs: number): Promise<boolean> {
  if (!isRunning(target)) return true
  process.kill(target.pid, signal)
  return waitUntil(() => !isRunning(target), timeoutMs)
}

/** Asks every 10 ms until `condition` holds; false when the time is up. */
export async function waitUntil(condition: () => boolean, timeoutMs: number): Promise<boolean> {
  for (const end = Date.now() + timeoutMs; Date.now() < end; await delay(10)) {
    if (condition()) return true
  }
  return condition()
}
