import { readdirSync } from 'node:fs'
import process from 'node:process'
import { collectFigures, linesOf, tableOf, type RunBench } from './bench/harness.ts'

/**
 * `npm run bench` runs every benchmark, `npm run bench -- NAME…` those named, `npm run bench -- --list` names them.
 * A benchmark is a file `scripts/bench/NAME.bench.ts` that exports `run(bench)`.
 */
const suffix = '.bench.ts'
const folder = new URL('./bench/', import.meta.url)
const known = readdirSync(folder).filter(file => file.endsWith(suffix)).map(file => file.slice(0, -suffix.length)).sort()

const asked = process.argv.slice(2)
const unknown = asked.filter(name => name !== '--list' && !known.includes(name))

if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${known.join(', ') || 'none yet'}.`)
  process.exitCode = 2
} else if (asked.includes('--list')) {
  console.log(known.join('\n'))
} else {
  for (const name of asked.length > 0 ? asked : known) await runAndPrint(name)
}

async function runAndPrint(name: string): Promise<void> {
  const { run }: { run: RunBench } = await import(new URL(`${name}${suffix}`, folder).href)
  console.error(`\n${name}`)
  const figures = await collectFigures({ name, run })
  console.log(`\n${tableOf(figures)}\n\n${linesOf(figures)}`)
}
