import { html, type Html } from './html.ts'

const style = `
:root { color-scheme: light dark; --ink: #1d2a2a; --soft: #556463; --line: #d5dedb; --paper: #fff; --ground: #f1f5f3; --brand: #0f5c55; --on-brand: #fff; --warn: #9c2b1b; --warn-ground: #fdf0ed; --note: #fff6d9; --note-ink: #5c4700; --ok: #17603a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8efed; --soft: #a5b4b1; --line: #35423f; --paper: #18211f; --ground: #101615; --brand: #6fd0c2; --on-brand: #06211d; --warn: #ffb3a4; --warn-ground: #3a1c17; --note: #3a3110; --note-ink: #f5e2a2; --ok: #8fdcb0; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
.notice { background: var(--note); color: var(--note-ink); padding: .6rem 1rem; text-align: center; font-size: .875rem; }
.notice strong { margin-inline-end: .4em; }
main { max-width: 64rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
main.narrow { max-width: 34rem; }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 .5rem; } h2 { font-size: 1.05rem; margin: 0 0 .75rem; }
a { color: var(--brand); } p { margin: 0 0 1rem; }
.soft { color: var(--soft); font-size: .9rem; }
.panel { background: var(--paper); border: 1px solid var(--line); border-radius: 14px; padding: 1.25rem; }
.columns { display: grid; gap: 1.25rem; grid-template-columns: minmax(0, 1fr); }
@media (min-width: 820px) { .columns { grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); gap: 2rem; align-items: start; } main { padding-top: 3rem; } .panel { padding: 1.75rem; } }
.lines { list-style: none; margin: 0; padding: 0; }
.lines li { display: flex; justify-content: space-between; gap: 1rem; padding: .6rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; } .lines code { flex: none; }
.lines li span:last-child, .sum span:last-child { font-variant-numeric: tabular-nums; white-space: nowrap; }
.lines li code + span:last-child { white-space: normal; text-align: right; }
.sum { display: flex; justify-content: space-between; gap: 1rem; padding-top: .9rem; margin: 0; font-size: 1.2rem; font-weight: 650; }
.methods { display: grid; grid-template-columns: repeat(auto-fit, minmax(6rem, 1fr)); gap: .5rem; margin: 0 0 1.25rem; padding: 0; list-style: none; }
.methods li { display: grid; } .methods a { display: grid; place-items: center; min-height: 48px; padding: .4rem; border: 1.5px solid var(--line); border-radius: 10px; color: var(--ink); text-decoration: none; text-align: center; }
.methods a[aria-current] { border-color: var(--brand); box-shadow: inset 0 0 0 1px var(--brand); font-weight: 650; }
label { display: block; font-weight: 600; margin: 0 0 .3rem; font-size: .925rem; }
input, select { width: 100%; min-height: 48px; padding: .5rem .75rem; font: inherit; color: inherit; background: var(--paper); border: 1.5px solid var(--soft); border-radius: 10px; margin: 0 0 1rem; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; }
button, .button { display: block; width: 100%; min-height: 52px; padding: .7rem 1rem; font: inherit; font-weight: 650; text-align: center; text-decoration: none; color: var(--on-brand); background: var(--brand); border: 1.5px solid var(--brand); border-radius: 10px; cursor: pointer; margin: 0 0 .75rem; }
button.quiet, .button.quiet { color: var(--brand); background: transparent; }
button.small { display: inline-block; width: auto; padding: .25rem .75rem; margin: 0; font-size: .875rem; }
:focus-visible { outline: 3px solid var(--brand); outline-offset: 2px; }
.alert { background: var(--warn-ground); color: var(--warn); border-radius: 10px; padding: .75rem 1rem; margin: 0 0 1.25rem; font-weight: 600; }
details { margin: 0 0 1rem; font-size: .9rem; } summary { cursor: pointer; min-height: 32px; } code { font: .95em ui-monospace, monospace; overflow-wrap: anywhere; }
fieldset { border: 1px solid var(--line); border-radius: 10px; padding: 1rem; margin: .5rem 0 0; } legend { font-weight: 600; padding: 0 .4rem; }
.head { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem; } .head a, nav.inline a, .alert a { display: inline-block; padding: .35rem 0; }
.status { color: var(--ok); font-weight: 600; } .alert a { color: inherit; } h3 { font-size: .95rem; margin: 1rem 0 .5rem; } label.check { display: flex; gap: .6rem; align-items: center; min-height: 44px; margin: 0 0 .5rem; }
label.check input { width: 1.4rem; min-height: 1.4rem; margin: 0; accent-color: var(--brand); } input[aria-invalid] { border-color: var(--warn); } p.bad { margin: -.6rem 0 1rem; font-size: .875rem; }
.panels { display: grid; gap: 1.25rem; margin: 0 0 2rem; align-items: start; } .panels section { margin: 0; }
@media (min-width: 820px) { .panels { grid-template-columns: repeat(3, minmax(0, 1fr)); } }
.rows time { white-space: nowrap; } nav.inline { margin: 0 0 1rem; } .rows { list-style: none; margin: 0; padding: 0; } .rows > li { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: flex-start; padding: .9rem 0; border-top: 1px solid var(--line); }
.rows .what { flex: 1 1 19rem; min-width: 0; overflow-wrap: anywhere; } .rows .amount { flex: 0 1 11rem; white-space: nowrap; font-variant-numeric: tabular-nums; } .rows .wide { flex: 1 1 12rem; }
@media (min-width: 820px) {
  .rows > li { display: grid; grid-template-columns: 19rem 10.5rem 8rem minmax(0, 1fr); gap: .5rem 1rem; } .rows .acts { grid-column: 4; justify-content: flex-end; }
  .rows .wide { grid-column: 2 / 4; } .rows .balance .acts { grid-column: 3 / -1; } .balance form.row input { width: 8rem; }
}
.acts { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: flex-end; } form.row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: flex-end; }
form.row input, form.row select { min-height: 44px; margin: 0; max-width: 14rem; } form.row label { font-size: .8125rem; font-weight: 400; color: var(--soft); } button.small { min-height: 44px; } form.row p.bad { margin: .2rem 0 0; }
section { margin: 0 0 2rem; } .columns section { margin: 0; } .bad { color: var(--warn); } .good { color: var(--ok); } nav.inline a { margin-inline-end: 1rem; }
`

export interface PageOptions {
  lang: string
  title: string
  /** The notice that this page is a stand-in. */
  notice: Html
  narrow?: boolean
}

export function page(options: PageOptions, content: Html): string {
  return html`<!doctype html>
<html lang="${options.lang}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${options.title}</title><link rel="icon" href="data:,"><style>${{ markup: style }}</style></head>
<body><header class="notice">${options.notice}</header><main${options.narrow ? html` class="narrow"` : ''}>${content}</main></body>
</html>`.markup
}
