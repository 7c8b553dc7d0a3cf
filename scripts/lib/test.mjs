import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { ensureBrowser } from './browser.mjs'
import { ensureBuilt, nuxt } from './build.mjs'
import { exitCodeOf, failure, forwarded, handOver, limitTime, projectEnvironment, projectNode, root } from './processes.mjs'

const results = join(root, 'tests', '.artifacts', 'results')
const eslint = 'node_modules/eslint/bin/eslint.js'
const tsc = 'node_modules/typescript/bin/tsc'
const vueTsc = 'node_modules/vue-tsc/bin/vue-tsc.js'
const knip = 'node_modules/knip/bin/knip.js'
const vitest = 'node_modules/vitest/vitest.mjs'
/** Several times what the longest step takes on two slow cores. */
const limit = { ms: 40 * 60_000 }

/**
 * `npm test`: every check in turn, until one fails. The last line is `N passed, N failed`, summed over the vitest projects;
 * a failed check that is no vitest project (lint, types, build …) counts as one failure.
 * @returns the exit code of the check that failed, else 0.
 */
export async function runTests() {
  rmSync(results, { recursive: true, force: true })
  mkdirSync(results, { recursive: true })

  const code = await runSteps()
  const { passed, failed } = countResults()
  console.log(`\n${passed} passed, ${code === 0 ? failed : Math.max(failed, 1)} failed`)
  return code
}

async function runSteps() {
  try {
    const browser = await inForeground('browser', async () => {
      process.env.CHROMIUM_PATH = await ensureBrowser()
      return 0
    })
    if (browser !== 0) return browser

    return await inForeground('prepare', () => handOver([nuxt, 'prepare'], { limit }))
      // Two cores, and none of these writes what another reads: a lane each.
      || await inLanes([
        [['lint', [eslint, '.', '--max-warnings', '0']], ['knip', [knip]]],
        [['types', [vueTsc, '--build', '--noEmit']], ['types of what Node runs', [tsc, '--noEmit', '-p', 'tsconfig.check.json']]],
        [['unit', vitestArgs('unit', ['unit'])]],
      ])
      || await inForeground('nuxt', () => handOver(vitestArgs('nuxt', ['nuxt']), { limit }))
      || await inForeground('build', async () => {
        await ensureBuilt()
        return 0
      })
      || await inForeground('integration', () => handOver(vitestArgs('integration', ['integration', 'contract']), { limit }))
      || await inForeground('browser tests', () => handOver(vitestArgs('e2e', ['e2e']), { limit }))
  } catch (error) {
    if (typeof error?.exitCode !== 'number') throw error
    console.error(`\nlinli: ${error.message}`)
    return error.exitCode
  }
}

function vitestArgs(name, projects) {
  return [
    vitest, 'run', ...projects.flatMap(project => ['--project', project]),
    '--reporter=default', '--reporter=json', `--outputFile.json=${join(results, `${name}.json`)}`,
  ]
}

async function inForeground(name, step) {
  header(name)
  const started = performance.now()
  const code = await step()
  footer(name, code, started)
  return code
}

/** Each lane runs its steps in order and shows each one's output in one piece when it ends. The first failure ends the others. */
async function inLanes(lanes) {
  const running = new Set()
  let firstFailure = 0

  const runLane = async (steps) => {
    for (const [name, args] of steps) {
      if (firstFailure !== 0) return
      const started = performance.now()
      const { code, output } = await capture(args, running)
      if (firstFailure !== 0) return
      header(name)
      process.stdout.write(output)
      footer(name, code, started)
      if (code === 0) continue
      firstFailure = code
      for (const child of running) child.kill('SIGTERM')
    }
  }

  const stop = (signal) => {
    firstFailure ||= exitCodeOf(null, signal)
    for (const child of running) child.kill(signal)
  }
  for (const signal of forwarded) process.on(signal, stop)
  try {
    await Promise.all(lanes.map(runLane))
  } finally {
    for (const signal of forwarded) process.off(signal, stop)
  }
  return firstFailure
}

function capture(args, running) {
  const child = spawn(projectNode(), args, { cwd: root, env: projectEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  const inTime = limitTime(child, limit)
  const chunks = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => chunks.push(chunk))

  return new Promise((resolve, reject) => {
    child.once('error', error => reject(failure(`${args[0]} could not be started: ${error.message}`)))
    child.once('close', (code, signal) => resolve({ code: exitCodeOf(code, signal), output: Buffer.concat(chunks) }))
  }).finally(() => {
    inTime()
    running.delete(child)
  })
}

function header(name) {
  console.log(`\n── ${name} ${'─'.repeat(Math.max(3, 60 - name.length))}`)
}

function footer(name, code, started) {
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(code === 0 ? `✓ ${name} (${seconds} s)` : `✗ ${name} failed with exit code ${code} (${seconds} s)`)
}

/** A test file that could not even be loaded has no tests in it and is one failure. */
function countResults() {
  const total = { passed: 0, failed: 0 }
  for (const name of ['unit', 'nuxt', 'integration', 'e2e']) {
    const report = readReport(join(results, `${name}.json`))
    if (!report) continue
    const unloaded = report.testResults.filter(({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some(test => test.status === 'failed'))
    total.passed += report.numPassedTests
    total.failed += report.numFailedTests + unloaded.length
  }
  return total
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
