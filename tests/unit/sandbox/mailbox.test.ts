import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listPage, messagePage } from '../../../sandbox/mailbox/pages.ts'
import type { Message } from '../../../sandbox/mailbox/store.ts'
import { openMessageStore } from '../../../sandbox/mailbox/store.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'linli-mailbox-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const sms = (text: string, to = '+8613800138000') => ({ kind: 'sms' as const, from: '', to: [to], subject: '', text, attachments: [] })
const texts = (messages: Message[]) => messages.map(({ text }) => text)

describe('the message store', () => {
  test('lists newest first, also when messages arrive in one millisecond or the clock goes back', () => {
    const times = [5000, 5000, 1000]
    const store = openMessageStore(folder, { now: () => new Date(times.shift() ?? 0) })
    for (const text of ['first', 'second', 'third']) store.add(sms(text))
    expect(texts(store.list())).toEqual(['third', 'second', 'first'])
    expect(texts(openMessageStore(folder).list())).toEqual(['third', 'second', 'first'])
  })

  test('keeps the newest only, in memory and on disk', () => {
    const store = openMessageStore(folder, { limit: 3 })
    for (const text of ['1', '2', '3', '4', '5']) store.add(sms(text))
    expect(texts(store.list())).toEqual(['5', '4', '3'])
    expect(readdirSync(folder)).toHaveLength(3)
  })

  test('finds by part of an address, whatever its case', () => {
    const store = openMessageStore(folder)
    store.add(sms('a', 'wang@example.com'))
    store.add(sms('b', 'li@example.com'))
    expect(texts(store.list(' WANG@'))).toEqual(['a'])
    expect(texts(store.list('nobody'))).toEqual([])
  })

  test('is empty after a clear, and stays so', () => {
    const store = openMessageStore(folder)
    store.add(sms('a'))
    store.clear()
    expect(store.list()).toEqual([])
    expect(openMessageStore(folder).list()).toEqual([])
  })
})

describe('the mailbox pages', () => {
  const evil = '"><script>alert(1)</script>'
  const message: Message = {
    id: '1', kind: 'mail', at: '2026-11-23T06:00:00.000Z', from: evil, to: [evil], subject: evil, text: evil, html: evil, attachments: [{ name: evil, type: evil, base64: '' }],
  }

  test('escape everything that a message brings', () => {
    expect(listPage({ messages: [message], to: evil })).not.toContain('<script')
    expect(messagePage(message)).not.toContain('<script')
  })

  test('show a mail\'s HTML in a frame without scripts, forms or our origin', () => {
    const frame = /<iframe[^>]*sandbox="([^"]*)"/.exec(messagePage(message))
    expect(frame?.[1]).toBe('allow-popups allow-popups-to-escape-sandbox')
  })
})
