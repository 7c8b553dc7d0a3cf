import { AsyncLocalStorage } from 'node:async_hooks'
import { pino, type Logger } from 'pino'
import type { Config } from './config.ts'

export type Log = Logger

/** What every line of the work at hand carries: the request's id, or the job's. */
const scope = new AsyncLocalStorage<Record<string, unknown>>()

/** Structured lines on standard output. What is about health or a secret is cut out wherever it stands. */
export function createLog(config: Pick<Config, 'LINLI_LOG_LEVEL'>): Log {
  return pino({
    level: config.LINLI_LOG_LEVEL,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: () => scope.getStore() ?? {},
    redact: {
      paths: ['notes', 'password', 'otp', 'code', 'token', 'cookie', 'authorization', '*.notes', '*.password', '*.otp', '*.token', '*.cookie', '*.authorization'],
      remove: true,
    },
  })
}

/** Runs `work` so that each line it logs, at any depth, carries `fields`. */
export function withLogScope<T>(fields: Record<string, unknown>, work: () => T): T {
  return scope.run({ ...scope.getStore(), ...fields }, work)
}
