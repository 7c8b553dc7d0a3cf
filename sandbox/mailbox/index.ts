import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { z } from 'zod'
import { readBody, sendJson, sendPage } from '../http.ts'
import { listPage, messagePage, notFoundPage, ROOT } from './pages.ts'
import { startSmtp } from './smtp.ts'
import type { MessageStore } from './store.ts'
import { openMessageStore } from './store.ts'

export interface Mailbox {
  /** Where the app sends its mail. */
  smtpUrl: string
  /** Answers `/_sandbox/mailbox/**` and `POST /sms`; false for any other path. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>
  clear(): void
  stop(): Promise<void>
}

const Sms = z.object({ to: z.string().regex(/^\+?[\d -]{3,24}$/), text: z.string().min(1).max(2000) })

/** The SMTP server, the SMS endpoint and the pages on which both can be read. Messages are kept in `dataDir/mailbox`. */
export async function openMailbox(options: { dataDir: string, smsToken: string, log: (line: string) => void }): Promise<Mailbox> {
  const store = openMessageStore(join(options.dataDir, 'mailbox'))
  const smtp = await startSmtp({ store, log: options.log })
  return {
    smtpUrl: smtp.url,
    clear: store.clear,
    stop: smtp.stop,
    async handle(request, response) {
      const url = new URL(request.url ?? '/', 'http://sandbox')
      if (url.pathname === '/sms') await takeSms({ request, response, store, token: options.smsToken })
      else if (url.pathname === ROOT || url.pathname.startsWith(`${ROOT}/`)) show({ request, response, store, url })
      else return false
      return true
    },
  }
}

interface Exchange {
  request: IncomingMessage
  response: ServerResponse
  store: MessageStore
}

async function takeSms({ request, response, store, token }: Exchange & { token: string }): Promise<void> {
  if (request.method !== 'POST') return sendJson(response, 405, { error: 'Use POST.' })
  if (request.headers.authorization !== `Bearer ${token}`) return sendJson(response, 401, { error: 'The bearer token is wrong.' })
  const sms = Sms.safeParse(parseJson(await readBody(request)))
  if (!sms.success) return sendJson(response, 422, { error: 'Send {"to": phone number, "text": string}.' })
  const to = sms.data.to.replaceAll(/[ -]/g, '')
  const { id } = store.add({ kind: 'sms', from: '', to: [to], subject: '', text: sms.data.text, attachments: [] })
  sendJson(response, 202, { id })
}

function show({ request, response, store, url }: Exchange & { url: URL }): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') return sendJson(response, 405, { error: 'Use GET.' })
  const [id = '', part, index] = url.pathname.slice(ROOT.length + 1).split('/')
  const to = url.searchParams.get('to') ?? ''
  if (id === '') return sendPage(response, 200, listPage({ messages: store.list(to), to }))
  if (id === 'messages.json') return sendJson(response, 200, store.list(to))

  const message = store.find(id)
  const file = part === 'attachments' ? message?.attachments[Number(index)] : undefined
  if (message && part === undefined) return sendPage(response, 200, messagePage(message))
  if (!file) return sendPage(response, 404, notFoundPage())
  response.writeHead(200, {
    // What a mail brought is never shown as a page of this origin.
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name).replaceAll('\'', '%27')}`,
    'x-content-type-options': 'nosniff',
  })
  response.end(Buffer.from(file.base64, 'base64'))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
