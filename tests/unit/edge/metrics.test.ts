import { expect, test } from 'vitest'
import { metricsOf } from '../../../server/utils/metrics.ts'

test('gauges say what is waiting and what failed, and leave out what nobody could ask', () => {
  const text = metricsOf({
    isReady: false,
    database: { ok: true, ms: 1 },
    jobs: { ok: false },
    search: { ok: true, engine: 'postgres', backlog: 7, failed: 0, aside: { count: 2, newest: [] } },
  })
  expect(text.split('\n').filter(line => !line.startsWith('#'))).toEqual([
    'linli_database_up 1', 'linli_search_up 1', 'linli_search_backlog 7', 'linli_search_failed 0', 'linli_search_aside 2', '',
  ])
})
