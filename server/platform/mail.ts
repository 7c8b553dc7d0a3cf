import { createTransport } from 'nodemailer'
import type { Config } from './config.ts'

export interface Mail {
  to: string
  subject: string
  text: string
  html?: string
  attachments?: { filename: string, content: string, contentType: string }[]
}

/** Ports to the outside: throws when the message was not taken, so that the job that sends it is tried again. */
export interface Post {
  sendMail: (mail: Mail) => Promise<void>
  /** `to` in E.164. */
  sendSms: (sms: { to: string, text: string }) => Promise<void>
}

export function openPost(config: Pick<Config, 'SMTP_URL' | 'MAIL_FROM' | 'SMS_URL' | 'SMS_TOKEN'>): Post {
  const transport = createTransport(config.SMTP_URL, { from: config.MAIL_FROM })
  return {
    async sendMail(mail) {
      await transport.sendMail(mail)
    },
    async sendSms(sms) {
      const response = await fetch(config.SMS_URL, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'authorization': `Bearer ${config.SMS_TOKEN}` },
        body: JSON.stringify(sms),
        signal: AbortSignal.timeout(10_000),
      })
      if (!response.ok) throw new Error(`SMS was refused with status ${response.status}`)
    },
  }
}
