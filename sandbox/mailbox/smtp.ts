import { once } from 'node:events'
import PostalMime from 'postal-mime'
import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server'
import { SMTPServer } from 'smtp-server'
import type { Message, MessageStore } from './store.ts'

const LARGEST_MAIL = 10 * 1024 * 1024

export interface Smtp {
  url: string
  stop(): Promise<void>
}

/** An SMTP server on loopback that takes every mail and keeps it. */
export async function startSmtp({ store, log }: { store: MessageStore, log: (line: string) => void }): Promise<Smtp> {
  const smtp = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: LARGEST_MAIL,
    closeTimeout: 1000,
    onData(stream, session, done) {
      readMail(stream, session).then((mail) => {
        if (!stream.sizeExceeded) store.add(mail)
        done(stream.sizeExceeded ? Object.assign(new Error('The message is too large'), { responseCode: 552 }) : null)
      }, done)
    },
  })
  smtp.on('error', error => log(`mailbox: ${error.message}`))
  smtp.listen(0, '127.0.0.1')
  await once(smtp.server, 'listening')
  const address = smtp.server.address()
  if (address === null || typeof address === 'string') throw new Error('the SMTP server has no port')
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    stop: () => new Promise(resolve => smtp.close(resolve)),
  }
}

/** Receivers come from the envelope, which also has those of a blind copy. */
async function readMail(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Omit<Message, 'id' | 'at'>> {
  const chunks: Buffer[] = []
  // An oversized message is read to its end, as the protocol demands, but not kept.
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(Buffer.from(chunk))
  const mail = await PostalMime.parse(Buffer.concat(chunks), { attachmentEncoding: 'base64' })
  const sender = mail.from?.address ?? (session.envelope.mailFrom ? session.envelope.mailFrom.address : '')
  return {
    kind: 'mail',
    from: mail.from?.name ? `${mail.from.name} <${sender}>` : sender,
    to: session.envelope.rcptTo.map(({ address }) => address.toLowerCase()),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html,
    attachments: mail.attachments.map(({ filename, mimeType, content }, index) => ({
      name: filename ?? `attachment-${index + 1}`,
      type: mimeType,
      base64: typeof content === 'string' ? content : Buffer.from(new Uint8Array(content)).toString('base64'),
    })),
  }
}
