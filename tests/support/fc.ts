import process from 'node:process'
// eslint-disable-next-line no-restricted-imports -- this is the place
import fc from 'fast-check'

// What is green stays green: each run looks at the same cases, on every machine. `LINLI_SEED=$RANDOM` looks at others.
fc.configureGlobal({ seed: Number(process.env.LINLI_SEED ?? 20_261_126) })

// eslint-disable-next-line no-restricted-imports -- this is the place
export { default } from 'fast-check'
