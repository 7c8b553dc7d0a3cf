import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { errorCode, SandboxError } from './errors.ts'

export const ROOT = join(import.meta.dirname, '..')

/** The built app, Nuxt's development server, or (for tests of the launcher) another program in their place. */
export type AppKind = 'built' | 'dev' | { program: string[] }

export interface AppProcess {
  /** The code it ends with; 128 + n when signal n ended it, as a shell has it. */
  exited: Promise<number>
  /** Waits until `/api/health/ready` answers 200. Throws `AppEnded` when the app ends before, the signal's reason when it is aborted. */
  ready(signal?: AbortSignal): Promise<void>
  /** SIGTERM, upon which it drains; after half a minute SIGKILL. */
  stop(): Promise<void>
  kill(): void
}

interface AppOptions {
  kind: AppKind
  localUrl: string
  env: Record<string, string | undefined>
  /** A file for its output; without one it goes to this process's. */
  logFile?: string
}

const LEASH = pathToFileURL(join(import.meta.dirname, 'leash.ts')).href
interface ScriptOptions {
  args?: string[]
  env: Record<string, string | undefined>
  signal?: AbortSignal
}

/** The development server compiles the app before it answers. */
const READY_LIMIT_MS = { built: 180_000, dev: 300_000 }

export function startApp({ kind, localUrl, env, logFile }: AppOptions): AppProcess {
  const output = logFile === undefined ? 'inherit' : openSync(logFile, 'a')
  const child = spawnLeashed(programOf(kind), { env, output })
  if (typeof output === 'number') closeSync(output)
  const exited = exitCodeOf(child)
  const limit = kind === 'dev' ? READY_LIMIT_MS.dev : READY_LIMIT_MS.built
  let code: number | undefined
  void exited.then(value => (code = value))
  const signal = (name: NodeJS.Signals) => {
    if (child.pid !== undefined && code === undefined) signalGroup(child.pid, name)
  }

  return {
    exited,
    async ready(abort) {
      for (const end = Date.now() + limit; Date.now() < end; await delay(50)) {
        abort?.throwIfAborted()
        if (code !== undefined) throw new AppEnded(code)
        if (await answersReady(localUrl)) return
      }
      throw new SandboxError(`The app did not answer ${localUrl}/api/health/ready in ${limit / 1000} seconds.`)
    },
    async stop() {
      signal('SIGTERM')
      const force = setTimeout(() => signal('SIGKILL'), 30_000)
      await exited
      clearTimeout(force)
    },
    kill: () => signal('SIGKILL'),
  }
}

/** The app ended before it was ready. What was wrong stands in its own output. */
export class AppEnded extends Error {
  override readonly name = 'AppEnded'
  readonly code: number
  constructor(code: number) {
    super(`The app ended with code ${code} before it was ready.`)
    this.code = code
  }
}

/** Runs one of the project's scripts to its end. */
export async function runScript(script: string, options: ScriptOptions): Promise<void> {
  const child = spawnLeashed([join(ROOT, script), ...(options.args ?? [])], { env: options.env, output: 'inherit' })
  const end = () => void child.kill('SIGTERM')
  options.signal?.addEventListener('abort', end)
  const code = await exitCodeOf(child)
  options.signal?.removeEventListener('abort', end)
  options.signal?.throwIfAborted()
  if (code !== 0) throw new SandboxError(`${script} failed with code ${code}.`)
}

/** In a process group of its own: a Ctrl-C reaches only the launcher, which decides the order, and `nuxt dev` ends with its children. */
function spawnLeashed(args: string[], { env, output }: { env: AppOptions['env'], output: 'inherit' | number }): ChildProcess {
  return spawn(process.execPath, ['--import', LEASH, ...args], { cwd: ROOT, env, detached: true, stdio: ['ignore', output, output, 'pipe'] })
}

function signalGroup(leader: number, name: NodeJS.Signals): void {
  try {
    process.kill(-leader, name)
  } catch (error) {
    // It ended just now, and its exit is on the way to us.
    if (errorCode(error) !== 'ESRCH') throw error
  }
}

function programOf(kind: AppKind): string[] {
  if (typeof kind === 'object') return kind.program
  return kind === 'built' ? [join(ROOT, '.output/server/index.mjs')] : [join(ROOT, 'node_modules/nuxt/bin/nuxt.mjs'), 'dev']
}

function exitCodeOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)))
  })
}

async function answersReady(localUrl: string): Promise<boolean> {
  try {
    const response = await fetch(`${localUrl}/api/health/ready`, { signal: AbortSignal.timeout(5000) })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}
