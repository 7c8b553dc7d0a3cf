// `npm start`, `dev`, `setup`, `test`, `test:stripe`, `seed`, `reindex` and `bench`. A bare checkout has no packages and any Node from 20
// on, so this file and what it imports are plain JavaScript without dependencies; what they start runs under the project's own Node.
import process from 'node:process'
import { ensureBuilt, nuxt } from './lib/build.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { handOver } from './lib/processes.mjs'
import { runTests } from './lib/test.mjs'

const launcher = 'sandbox/launcher.ts'

/** Each command: what must be there first, then what runs. The returned number is the exit code. */
const commands = {
  async start(args) {
    await ensureInstalled()
    await ensureBuilt()
    return handOver([launcher, 'start', ...args])
  },
  async dev(args) {
    await ensureInstalled()
    return handOver([launcher, 'dev', ...args])
  },
  async setup() {
    await ensureInstalled()
    await ensureBuilt()
    // Editors and `npm run lint` read what this writes; a build writes elsewhere.
    return handOver([nuxt, 'prepare'])
  },
  async seed(args) {
    await ensureInstalled()
    return handOver([launcher, 'seed', ...args])
  },
  async reindex(args) {
    await ensureInstalled()
    return handOver([launcher, 'reindex', ...args])
  },
  async bench(args) {
    await ensureInstalled()
    await ensureBuilt()
    return handOver(['scripts/bench.ts', ...args])
  },
  async 'test:stripe'() {
    await ensureInstalled()
    return handOver(['scripts/stripe-test-mode.ts'])
  },
  async test() {
    await ensureInstalled()
    return runTests()
  },
}

const [name = '', ...args] = process.argv.slice(2)
const command = Object.hasOwn(commands, name) ? commands[name] : undefined

if (!command) {
  console.error(`linli: there is no command "${name}". There are: ${Object.keys(commands).join(', ')}.`)
  process.exit(2)
}

try {
  process.exitCode = await command(args)
} catch (error) {
  console.error(`linli: ${error instanceof Error ? error.message : error}`)
  process.exitCode = typeof error?.exitCode === 'number' ? error.exitCode : 1
}
