import type { Markup } from '../html.ts'
import { html } from '../html.ts'
import type { Message } from './store.ts'

export const ROOT = '/_sandbox/mailbox'

/** All messages, newest first, with a filter by address. */
export function listPage({ messages, to }: { messages: Message[], to: string }): string {
  return page('收件箱 Mailbox', html`
    <header>
      <h1>收件箱 <span lang="en">Mailbox</span></h1>
      <p>本地沙箱收下的邮件和短信，不会发给任何人。 <span lang="en">Mail and SMS that the local sandbox took. Nothing leaves this machine.</span></p>
    </header>
    <form method="get" action="${ROOT}" role="search">
      <label for="to">收件人 <span lang="en">Recipient</span></label>
      <input id="to" name="to" value="${to}" placeholder="name@example.com / +86…" autocomplete="off">
      <button>筛选 <span lang="en">Filter</span></button>
      ${to !== '' && html`<a href="${ROOT}">全部 <span lang="en">All</span></a>`}
    </form>
    ${messages.length === 0
      ? html`<p class="empty">${to === '' ? '还没有邮件或短信。' : '没有给这位收件人的邮件或短信。'}
          <span lang="en">${to === '' ? 'No mail or SMS yet.' : 'No mail or SMS for this recipient.'}</span></p>`
      : html`<ol class="messages">${messages.map(listItem)}</ol>`}`)
}

/** One message: its text and, for a mail, its HTML in a frame that runs nothing. */
export function messagePage(message: Message): string {
  const isMail = message.kind === 'mail'
  return page(message.subject || 'SMS', html`
    <nav><a href="${ROOT}">← 收件箱 <span lang="en">Mailbox</span></a></nav>
    <header><h1>${isMail ? message.subject || '（无主题 No subject）' : html`短信 <span lang="en">SMS</span>`}</h1></header>
    <dl>
      ${message.from !== '' && html`<div><dt>发件人 <span lang="en">From</span></dt><dd>${message.from}</dd></div>`}
      <div><dt>收件人 <span lang="en">To</span></dt><dd>${message.to.join(', ')}</dd></div>
      <div><dt>时间 <span lang="en">Time</span></dt><dd>${time(message)}</dd></div>
      ${message.attachments.length > 0 && html`<div><dt>附件 <span lang="en">Attachments</span></dt><dd>${message.attachments.map((file, index) =>
        html`<a class="file" href="${ROOT}/${message.id}/attachments/${index}">${file.name}</a> `)}</dd></div>`}
    </dl>
    ${message.html !== undefined && html`<section><h2>网页版 <span lang="en">HTML</span></h2>
      <iframe title="邮件正文 Message body" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${`<base target="_blank">${message.html}`}"></iframe></section>`}
    <section>${message.html !== undefined && html`<h2>纯文本 <span lang="en">Plain text</span></h2>`}<pre>${message.text.trim()}</pre></section>`)
}

export function notFoundPage(): string {
  return page('找不到 Not found', html`
    <nav><a href="${ROOT}">← 收件箱 <span lang="en">Mailbox</span></a></nav>
    <p class="empty">没有这封邮件；收件箱只保留最新的 500 封。 <span lang="en">No such message; the mailbox keeps the newest 500.</span></p>`)
}

function listItem(message: Message): Markup {
  const excerpt = message.text.replace(/\s+/g, ' ').trim().slice(0, 160)
  return html`<li><a href="${ROOT}/${message.id}">
    <span class="kind ${message.kind}">${message.kind === 'mail' ? html`邮件 <span lang="en">Mail</span>` : html`短信 <span lang="en">SMS</span>`}</span>
    <span class="to">${message.to.join(', ')}</span>
    ${time(message)}
    ${message.kind === 'mail' && html`<strong>${message.subject || '（无主题 No subject）'}</strong>`}
    <span class="excerpt">${excerpt}</span></a></li>`
}

function time({ at }: Message): Markup {
  // This machine's zone, in the order of ISO 8601.
  const local = new Date(at).toLocaleString('sv-SE', { dateStyle: 'short', timeStyle: 'long' })
  return html`<time datetime="${at}">${local}</time>`
}

function page(title: string, body: Markup): string {
  return html`<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · 邻里沙箱 Linli sandbox</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
<main>${body}</main>
</html>`.markup
}

const STYLE: Markup = {
  markup: `
:root { color-scheme: light dark; --ground: #faf7f2; --paper: #fff; --ink: #2b2622; --soft: #6b625a; --line: #e4dcd1; --accent: #9a4a2a; --mail: #f3e6dc; --sms: #e0ebe4; }
@media (prefers-color-scheme: dark) { :root { --ground: #1d1a17; --paper: #272320; --ink: #f0e9e1; --soft: #b5aaa0; --line: #3d3732; --accent: #f0a987; --mail: #4a3529; --sms: #2d4237; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.6 system-ui, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
main { max-width: 52rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.3; margin: 0 0 .4rem; overflow-wrap: anywhere; } h2 { font-size: 1rem; color: var(--soft); margin: 1.75rem 0 .5rem; }
header p { margin: 0; color: var(--soft); } header p span { display: block; } [lang=en] { font-size: .92em; }
a { color: var(--accent); text-underline-offset: .2em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: .3rem; }
nav { margin-bottom: 1.25rem; }
form { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; margin: 1.5rem 0; }
input { flex: 1 1 14rem; } input, button { font: inherit; color: inherit; padding: .5rem .8rem; border: 1px solid var(--soft); border-radius: .6rem; background: var(--paper); min-height: 2.75rem; }
button { background: var(--accent); border-color: var(--accent); color: var(--ground); cursor: pointer; }
.messages { list-style: none; margin: 0; padding: 0; border: 1px solid var(--line); border-radius: .9rem; background: var(--paper); overflow: hidden; }
.messages li + li { border-top: 1px solid var(--line); }
.messages a { display: grid; grid-template-columns: auto 1fr auto; gap: .15rem .8rem; align-items: baseline; padding: .85rem 1.1rem; color: inherit; text-decoration: none; }
.messages a:hover { background: var(--ground); } .messages a:focus-visible { outline-offset: -3px; }
.messages strong, .excerpt { grid-column: 1 / -1; overflow-wrap: anywhere; } .excerpt { color: var(--soft); display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; }
.kind { font-size: .8rem; padding: .05rem .6rem; border-radius: 1rem; } .mail { background: var(--mail); } .sms { background: var(--sms); }
.to { overflow-wrap: anywhere; } time { color: var(--soft); font-size: .85rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
.empty { padding: 3rem 1rem; text-align: center; border: 1px dashed var(--line); border-radius: .9rem; color: var(--soft); } .empty span { display: block; }
dl { margin: 1rem 0 0; border-top: 1px solid var(--line); } dl div { display: grid; grid-template-columns: 9rem 1fr; padding: .5rem 0; border-bottom: 1px solid var(--line); }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; } .file { margin-right: .8rem; }
iframe { width: 100%; height: 24rem; resize: vertical; overflow: auto; border: 1px solid var(--line); border-radius: .9rem; background: #fff; color-scheme: light; }
pre { margin: 0; padding: 1.1rem; border: 1px solid var(--line); border-radius: .9rem; background: var(--paper); white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
section:first-of-type pre { margin-top: 1.25rem; } section h2 + pre { margin-top: 0 !important; }
@media (max-width: 34rem) { dl div { grid-template-columns: 1fr; } .messages a { grid-template-columns: auto 1fr; } .messages time { grid-column: 1 / -1; } }
`,
}
