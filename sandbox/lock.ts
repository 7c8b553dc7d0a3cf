import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { errorCode, SandboxError } from './errors.ts'
import { processMark } from './process-mark.ts'

const Owner = z.object({ pid: z.int().positive(), mark: z.string() })
type Owner = z.infer<typeof Owner>

export interface Lock {
  release(): void
}

/**
 * Takes the lock file at `path` for this process. A lock outlives `kill -9`, so its owner counts only while a process
 * with that pid *and* that start time runs. Throws a {@link SandboxError} with `refusal` when the owner is alive.
 */
export function takeLock(path: string, refusal: (pid: number) => string): Lock {
  const mine = JSON.stringify({ pid: process.pid, mark: processMark(process.pid) ?? 'unknown', nonce: randomUUID() })
  const draft = `${path}.${randomUUID()}`
  writeFileSync(draft, mine, { mode: 0o644 })
  try {
    while (!linkNew(draft, path)) {
      const owner = readOwner(path)
      if (owner && isAlive(owner)) throw new SandboxError(refusal(owner.pid))
      discardStale(path)
    }
  } finally {
    rmSync(draft, { force: true })
  }
  return {
    release() {
      if (readText(path) === mine) rmSync(path, { force: true })
    },
  }
}

/** `link` fails where the name exists, so the lock appears whole and for one taker only. */
function linkNew(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}

/** Moves the stale lock aside. If another taker was faster, what was moved is alive, and goes back. */
function discardStale(path: string): void {
  const aside = `${path}.${randomUUID()}`
  try {
    renameSync(path, aside)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return
    throw error
  }
  const moved = readOwner(aside)
  if (moved && isAlive(moved)) linkNew(aside, path)
  rmSync(aside, { force: true })
}

function isAlive(owner: Owner): boolean {
  return processMark(owner.pid) === owner.mark
}

function readOwner(path: string): Owner | undefined {
  try {
    return Owner.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return undefined
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
