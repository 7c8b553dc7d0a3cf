import { realpathSync } from 'node:fs'
import process from 'node:process'
import type { AppKind } from './app-process.ts'
import { AppEnded, runScript } from './app-process.ts'
import { SandboxError } from './errors.ts'
import type { Launched } from './launch.ts'
import { launch } from './launch.ts'

export { launch } from './launch.ts'
export type { Launched, LaunchOptions } from './launch.ts'

async function main([command = '', ...args]: string[]): Promise<void> {
  try {
    process.exitCode = await run(command, args)
  } catch (error) {
    process.exitCode = report(error)
  }
}

/** Runs one command to its end and answers with the exit code. */
async function run(command: string, args: string[]): Promise<number> {
  if (command === 'start') return serve('built')
  if (command === 'dev') return serve('dev')
  if (command === 'seed') return seed(args)
  if (command === 'reindex') return reindex(args)
  throw new SandboxError(`There is no command "${command}". There are: start, dev, seed, reindex.`)
}

async function serve(app: AppKind): Promise<number> {
  const interrupt = watchSignals()
  const launched = await launch({ ...settings(), app, seed: true, log: say, signal: interrupt.signal })
  greet(launched)
  interrupt.onForce(() => launched.app?.kill())
  const interrupted = new Promise<number>(resolve => interrupt.signal.addEventListener('abort', () => resolve(0), { once: true }))
  if (interrupt.signal.aborted) {
    await launched.stop()
    return 0
  }
  const code = await Promise.race([interrupted, launched.app?.exited ?? interrupted])
  say(interrupt.signal.aborted ? 'Stopping: the app finishes its requests (Ctrl-C again forces) …' : `The app ended with code ${code}; stopping the rest.`)
  await launched.stop()
  return code
}

async function seed(args: string[]): Promise<number> {
  const interrupt = watchSignals()
  const launched = await launch({ ...settings(), seed: true, seedArgs: args, log: say, signal: interrupt.signal })
  await launched.stop()
  return 0
}

/** On the services that are set, or on our own while no app runs on them. */
async function reindex(args: string[]): Promise<number> {
  const interrupt = watchSignals()
  const launched = await launch({ ...settings(), seed: false, log: say, signal: interrupt.signal })
  try {
    await runScript('scripts/reindex.ts', { args, env: launched.env, signal: interrupt.signal })
  } finally {
    await launched.stop()
  }
  return 0
}

function settings() {
  const port = Number(process.env.PORT || 3000)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new SandboxError(`PORT is "${process.env.PORT}"; it must be a number from 0 to 65535.`)
  return { port, host: process.env.HOST || undefined, dataDir: process.env.LINLI_DATA || undefined }
}

/** Signals from the terminal or a service manager: the first ends in good order, a second one forces. */
function watchSignals() {
  const controller = new AbortController()
  let force = () => {}
  let first = 0
  const receive = () => {
    if (!controller.signal.aborted) {
      first = Date.now()
      controller.abort(new Interrupted())
    } else if (Date.now() - first > 300) {
      // Sooner, it is the same Ctrl-C again: once from the terminal, once passed on by npm.
      force()
    }
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, receive)
  return { signal: controller.signal, onForce: (action: () => void) => (force = action) }
}

class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

function greet({ siteUrl, sandboxUrl }: Launched): void {
  say('')
  say(`  邻里 Linli   ${siteUrl}`)
  if (sandboxUrl) {
    say(`  Mailbox      ${siteUrl}/_sandbox/mailbox   (all mail and SMS)`)
    say(`  Demo people  ${siteUrl}/sign-in   (a resident, a provider's manager, an operator: one click each)`)
  }
  say('  Ctrl-C stops everything; what you did is kept.')
  say('')
}

/** Says what went wrong, with a stack only where it is our own mistake; answers with the exit code. */
function report(error: unknown): number {
  if (error instanceof Interrupted) return 130
  if (error instanceof AppEnded) {
    console.error(`linli: ${error.message}`)
    return error.code || 1
  }
  if (error instanceof SandboxError) console.error(`linli: ${error.message}`)
  else console.error(error)
  return 1
}

function say(line: string): void {
  console.log(line)
}

// Last, because it waits: nothing below would be there yet.
if (process.argv[1] && realpathSync(process.argv[1]) === import.meta.filename) await main(process.argv.slice(2))
