import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { setResponseStatus } from 'h3'
import { describe, expect, it } from 'vitest'
import { defineComponent } from 'vue'
import { isEmail, toE164 } from '~/composables/checks'
import { deviceOf } from '~/composables/devices'
import { addressBodyOf, checkRecipient, emptyRecipient, recipientBodyOf } from '~/composables/household'
import { safeReturn } from '~/composables/safeReturn'
import { clockOf } from '~/composables/useCountdown'
import { useApi } from '~/composables/useApi'
import { nearestOf, quoteOf } from '~/composables/useQuote'
import { useCheckoutDraftStore } from '~/stores/checkout-draft'

describe('the way back after signing in', () => {
  it('keeps the whole address, choice and all', () => {
    expect(safeReturn('/en/checkout?bundle=a&starts=b:2026-11-25T02:30:00.000Z', '/')).toBe('/en/checkout?bundle=a&starts=b:2026-11-25T02:30:00.000Z')
  })

  it.each(['//evil.example', '/\\evil.example', '/\t/evil.example', 'https://evil.example', 'javascript:alert(1)', '/.//evil.example', '', undefined, ['/a']])(
    'never leaves the site: %s', (wished) => {
      expect(safeReturn(wished, '/home')).toBe('/home')
    })
})

describe('phone numbers', () => {
  it.each([
    ['138 0000 1234', '+8613800001234'], ['+86 138-0000-1234', '+8613800001234'], ['0044 20 7946 0958', '+442079460958'], ['+1 (415) 555-0100', '+14155550100'],
  ])('are understood as people write them: %s', (typed, number) => {
    expect(toE164(typed)).toBe(number)
  })

  it.each(['', '12345', '138000012345', 'call me', '+0123456789'])('are refused where they are none: %s', (typed) => {
    expect(toE164(typed)).toBeNull()
  })
})

describe('fields', () => {
  it('takes an email and refuses half of one', () => {
    expect(isEmail(' chen@example.com ')).toBe(true)
    expect(isEmail('chen@example')).toBe(false)
  })

  it('names what a person still lacks, under the names of the form', () => {
    const issues = checkRecipient({ ...emptyRecipient(), birthYear: '2031' }, { t: key => key, year: 2026, at: 'recipient.' })
    expect(issues.map(({ path }) => path)).toEqual(['recipient.name', 'recipient.relation', 'recipient.birthYear'])
  })

  it('sends an empty year as none', () => {
    expect(recipientBodyOf({ ...emptyRecipient(), name: ' 陈国强 ', relation: 'parent' })).toMatchObject({ name: '陈国强', relation: 'parent', birthYear: null })
  })

  it('forgets the coordinates of an address that moved', () => {
    const kept = { id: 'a', label: '', districtId: 'xuhui', street: '天平路 268 弄', lat: 31.2, lng: 121.4 }
    expect(addressBodyOf({ label: '家', districtId: 'xuhui', street: '天平路 268 弄' }, kept)).toMatchObject({ lat: 31.2, lng: 121.4 })
    expect(addressBodyOf({ label: '家', districtId: 'xuhui', street: '武康路 1 号' }, kept)).not.toHaveProperty('lat')
  })
})

describe('what a refused hold brings along', () => {
  const problem = { type: '', title: '', status: 409, code: 'slot_taken', detail: '' }

  it('reads the nearest starts and leaves out what is none', () => {
    expect(nearestOf({ ...problem, nearest: ['2026-11-25T02:30:00.000Z', 'soon', 3] })).toEqual(['2026-11-25T02:30:00.000Z'])
    expect(nearestOf(problem)).toEqual([])
  })

  it('takes a new quote only if it is one', () => {
    expect(quoteOf({ ...problem, quote: { id: 'q', amount: 100, legs: [] } })).toMatchObject({ amount: 100 })
    expect(quoteOf({ ...problem, quote: 'cheap' })).toBeNull()
  })
})

describe('small words', () => {
  it('counts down to the second', () => {
    expect([clockOf(599_001), clockOf(61_000), clockOf(3_600_000), clockOf(-5)]).toEqual(['10:00', '1:01', '1:00:00', '0:00'])
  })

  it('names a device as its owner would', () => {
    expect(deviceOf('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1'))
      .toBe('Safari · iPhone')
    expect(deviceOf('curl/8')).toBeNull()
  })
})

describe('what is sent', () => {
  it('can be sent again where it was refused, and not once it was taken and its page is being left', async () => {
    let refusing = true
    registerEndpoint('/api/providers', {
      method: 'POST',
      handler: (event) => {
        if (!refusing) return { providerId: 'a' }
        setResponseStatus(event, 400)
        return { type: 'about:blank', title: '', status: 400, code: 'invalid', detail: '' }
      },
    })
    const { vm } = await mountSuspended(defineComponent({ setup: () => useApi('POST /api/providers', { leaves: true }), render: () => null }))
    const press = () => vm.call({ body: { name: { zh: '家和', en: '' }, zone: 'Asia/Shanghai' } })
    expect((await press()).ok).toBe(false)
    expect(vm.pending).toBe(false)
    refusing = false
    expect((await press()).ok).toBe(true)
    expect(vm.pending).toBe(true)
  })
})

describe('what was typed on the way to paying', () => {
  it('begins anew after a booking, whatever changes on the page that is being left', () => {
    const store = useCheckoutDraftStore()
    store.open('me', draft => void (draft.contact.name = '陈静'))
    store.keep('me')
    store.forget()
    store.keep('me')
    store.open('me', draft => void (draft.contact.name = '陈国强'))
    expect(store.draft.contact.name).toBe('陈国强')
  })
})
