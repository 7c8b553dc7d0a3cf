import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, expect, it, vi } from 'vitest'
import YourTime from '~/components/base/YourTime.vue'

afterEach(() => vi.restoreAllMocks())

async function shown(instant: string, zone: string, here: string): Promise<string> {
  const options = Intl.DateTimeFormat().resolvedOptions()
  vi.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions').mockReturnValue({ ...options, timeZone: here })
  const mounted = await mountSuspended(YourTime, { props: { instant, zone } })
  return mounted.text()
}

it('shows the reader’s own clock where it differs, with the day where that differs too', async () => {
  expect(await shown('2026-11-28T01:00:00Z', 'Asia/Shanghai', 'Asia/Tokyo')).toContain('10:00')
  const abroad = await shown('2026-11-28T01:00:00Z', 'Asia/Shanghai', 'America/New_York')
  expect(abroad).toContain('20:00')
  expect(abroad).toContain('27')
})

it('says nothing where both clocks show the same', async () => {
  expect(await shown('2026-11-28T01:00:00Z', 'Asia/Shanghai', 'Asia/Taipei')).toBe('')
  expect(await shown('2026-11-28T01:00:00Z', 'Asia/Shanghai', 'Asia/Shanghai')).toBe('')
})

it('knows both changes of the clock', async () => {
  // New York is four hours behind London for the week between their spring changes, and five otherwise.
  expect(await shown('2026-03-20T09:00:00Z', 'Europe/London', 'America/New_York')).toContain('05:00')
  expect(await shown('2026-03-30T08:00:00Z', 'Europe/London', 'America/New_York')).toContain('04:00')
  expect(await shown('2026-10-28T09:00:00Z', 'Europe/London', 'America/New_York')).toContain('05:00')
  expect(await shown('2026-11-04T09:00:00Z', 'Europe/London', 'America/New_York')).toContain('04:00')
})
