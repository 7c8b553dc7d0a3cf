import { describe, expect, it } from 'vitest'
import { clientGuard } from '../../../scripts/lib/client-guard.ts'

const guard = clientGuard({ rootDir: '/repo', folders: ['server', 'sandbox'] })

describe('the client guard', () => {
  it.each([
    '/repo/server/catalog/index.ts',
    '/repo/server/app.ts?import',
    '/repo/sandbox/seed/data/districts.json?raw',
    '/@fs/repo/server/app.ts',
    '/repo/pages/../server/app.ts',
    '\0/repo/server/app.ts',
  ])('ends a build that loads %j', (id) => {
    expect(() => guard.load(id)).toThrow(/must not reach the client bundle/)
  })

  it.each([
    '/repo/shared/money.ts',
    '/repo/pages/index.vue?vue&type=script',
    '/repo/pages/server/index.vue',
    '/repo/serverless.ts',
    '/repo/node_modules/@nuxt/ui/dist/runtime/server/x.js',
    '\0virtual:nuxt:/repo/.nuxt/routes.mjs',
  ])('leaves %j to Vite', (id) => {
    expect(guard.load(id)).toBeNull()
  })

  it('names the file that must move', () => {
    expect(() => guard.load('/repo/server/payment/ledger.ts')).toThrow('server/payment/ledger.ts')
  })

  it('looks at the client only, since the server\'s build is made of these files', () => {
    expect(guard.applyToEnvironment({ name: 'client' })).toBe(true)
    expect(guard.applyToEnvironment({ name: 'ssr' })).toBe(false)
  })
})
