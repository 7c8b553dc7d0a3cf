export interface PaperDrawing {
  title: string
  number: string
  holder: string
  validUntil: string | null
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

const linesOf = ({ number, holder, validUntil }: PaperDrawing): [label: string, value: string][] => [
  ['Number', number], ['Name', holder], ['Registered at', 'Shanghai Administration for Market Regulation'],
  ['Valid until', validUntil ?? 'long term'],
]

/** A licence on red and gold, photographed a little askew on a table: SVG. Latin letters alone, since a fresh machine has no others. */
export function drawLicence(paper: PaperDrawing): string {
  const text = (x: number, y: number, size: number, words: string, extra = '') =>
    `<text x="${x}" y="${y}" font-family="DejaVu Sans, Arial, sans-serif" font-size="${size}" ${extra}>${escape(words)}</text>`
  const rows = linesOf(paper).map(([label, value], nth) =>
    text(190, 430 + nth * 82, 26, label, 'fill="#8a6d3b"') + text(430, 430 + nth * 82, 28, value, 'fill="#2b2b2b"')).join('')
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="1200"><rect width="1600" height="1200" fill="#7d6650"/>
<g transform="rotate(-1.4 800 600) translate(90 60)"><rect x="8" y="14" width="1420" height="1070" fill="#000" opacity="0.25"/>
<rect width="1420" height="1070" fill="#fdf8ec"/><rect x="34" y="34" width="1352" height="1002" fill="none" stroke="#b3282d" stroke-width="10"/>
<rect x="54" y="54" width="1312" height="962" fill="none" stroke="#d5a83a" stroke-width="4"/>
<circle cx="710" cy="150" r="58" fill="#b3282d"/><path d="M710 106 l13 30 33 3 -25 21 8 32 -29 -17 -29 17 8 -32 -25 -21 33 -3 z" fill="#f3c94b"/>
${text(710, 275, 50, paper.title, 'text-anchor="middle" font-weight="bold" fill="#b3282d"')}${text(710, 325, 24, 'People’s Republic of China', 'text-anchor="middle" fill="#8a6d3b"')}
${rows}<g transform="translate(1130 860)" opacity="0.82"><circle r="104" fill="none" stroke="#c3272b" stroke-width="9"/>
<path d="M0 -40 l11 27 29 2 -22 19 7 28 -25 -15 -25 15 7 -28 -22 -19 29 -2 z" fill="#c3272b"/></g></g></svg>`
}

const asText = (text: string): string => text.replaceAll(/[^\x20-\x7E]/g, '').replaceAll(/[\\()]/g, sign => `\\${sign}`)

/** The same as a PDF of one page (ISO 32000), with its table of objects. */
export function writePaper(paper: PaperDrawing): Buffer {
  const lines = linesOf(paper).map(([label, value], nth) =>
    `BT /F1 11 Tf 72 ${620 - nth * 42} Td (${asText(label)}) Tj ET BT /F1 13 Tf 190 ${620 - nth * 42} Td (${asText(value)}) Tj ET`)
  const page = ['0.7 0.16 0.18 RG 4 w 36 36 523 770 re S', `BT /F2 24 Tf 72 720 Td (${asText(paper.title)}) Tj ET`, ...lines].join('\n')
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R/F2 6 0 R>>>>>>',
    `<</Length ${page.length}>>\nstream\n${page}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>',
  ]
  let body = '%PDF-1.4\n'
  const offsets = objects.map((object, nth) => {
    const at = body.length
    body += `${nth + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const table = ['0000000000 65535 f ', ...offsets.map(at => `${String(at).padStart(10, '0')} 00000 n `)].join('\n')
  body += `xref\n0 ${objects.length + 1}\n${table}\ntrailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${body.indexOf('xref\n0 ')}\n%%EOF\n`
  return Buffer.from(body, 'latin1')
}
