import type { PhotoSeed } from './data/photos.ts'

const lights = {
  morning: { sky: '#cfe6ea', sun: '#ffe9b0', wall: '#f3ead9', floor: '#d9b98c', shade: '#c9a878' },
  noon: { sky: '#bfe0e6', sun: '#fff4cf', wall: '#f6f0e4', floor: '#e0c59d', shade: '#cfae80' },
  evening: { sky: '#e9b98f', sun: '#ffd08a', wall: '#ecd9bf', floor: '#b98f62', shade: '#a57a4e' },
} as const

type Light = typeof lights[keyof typeof lights]

const rect = (x: number, y: number, width: number, height: number, fill: string, round = 0) =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${round}" fill="${fill}"/>`
const disc = (x: number, y: number, radius: number, fill: string, flat = 1) =>
  `<ellipse cx="${x}" cy="${y}" rx="${radius}" ry="${radius * flat}" fill="${fill}"/>`

const walls = ({ wall, floor, shade }: Light) =>
  rect(0, 0, 1200, 900, wall) + rect(0, 640, 1200, 260, floor) + rect(0, 632, 1200, 14, shade)

/** Behind it the sky, and the light that it throws on the floor. */
const window = (x: number, { sky, sun }: Light) =>
  rect(x - 14, 106, 388, 388, '#8a6f52', 8) + rect(x, 120, 360, 360, sky) + disc(x + 255, 215, 46, sun)
  + rect(x + 174, 120, 12, 360, '#8a6f52') + rect(x, 294, 360, 12, '#8a6f52')
  + `<polygon points="${x - 40},900 ${x + 150},660 ${x + 430},660 ${x + 330},900" fill="${sun}" opacity="0.45"/>`

const plant = (x: number, y: number) =>
  [-46, -20, 8, 34].map((lean, leaf) => `<path d="M${x} ${y} q${lean * 1.6} -${110 + leaf * 14} ${lean * 2.2} -${190 + leaf * 8}" stroke="#3f7a56" stroke-width="20" stroke-linecap="round" fill="none"/>`).join('')
  + `<path d="M${x - 52} ${y} h104 l-16 96 h-72 z" fill="#b5654a"/>`

const steam = (x: number, y: number) =>
  [0, 34].map(shift => `<path d="M${x + shift} ${y} q-18 -34 0 -64 q18 -30 0 -62" stroke="#fff" stroke-width="9" stroke-linecap="round" fill="none" opacity="0.7"/>`).join('')

const bowl = (x: number, y: number, filling: string) => disc(x, y, 90, '#f7f5f0', 0.38) + disc(x, y - 5, 74, filling, 0.34)

const table = () => rect(210, 640, 780, 36, '#7a5438', 10) + rect(270, 676, 30, 224, '#6a472f') + rect(900, 676, 30, 224, '#6a472f')

const scenes: Record<PhotoSeed['scene'], (light: Light) => string> = {
  room: light => window(160, light) + rect(620, 470, 480, 150, '#4f7f86', 28) + rect(600, 560, 520, 130, '#5d9098', 28)
    + rect(640, 690, 26, 50, '#5a4634') + rect(1054, 690, 26, 50, '#5a4634') + rect(690, 500, 120, 100, '#e9c46a', 18) + plant(540, 640),
  kitchen: light => window(700, light) + rect(0, 520, 1200, 380, '#e8e4da') + rect(0, 500, 1200, 34, '#6d6a63')
    + rect(110, 486, 420, 18, '#3a3c3f', 6) + [200, 440].map(x => disc(x, 486, 66, '#2b2d2f', 0.16)).join('')
    + `<path d="M150 476 q0 -150 50 -150 t50 150 z" fill="#c8553d"/>` + rect(180, 306, 40, 22, '#2b2d2f', 8) + steam(190, 296)
    + [0, 1, 2].map(door => rect(70 + door * 370, 570, 330, 300, '#f6f3ec', 10) + rect(360 + door * 370, 690, 12, 70, '#a39c8e', 6)).join(''),
  tea: light => window(420, light) + table() + [480, 720].map(x => rect(x - 52, 566, 104, 76, '#f7f5f0', 20) + disc(x, 570, 52, '#a9672f', 0.24) + steam(x - 16, 540)).join('')
    + plant(1080, 790) + rect(560, 606, 80, 34, '#0d5560', 8),
  meal: light => window(60, light) + table() + bowl(320, 618, '#b5533c') + bowl(510, 630, '#5f9a4c') + bowl(700, 618, '#8bb174')
    + bowl(880, 630, '#e8d7a3') + steam(860, 600) + `<path d="M420 690 L640 660 M430 704 L650 674" stroke="#d8b98c" stroke-width="9" stroke-linecap="round"/>`,
  care: light => window(90, light) + rect(560, 380, 40, 360, '#7a5438', 10) + rect(590, 560, 560, 150, '#f7f5f0', 30) + rect(600, 520, 190, 90, '#ffffff', 40)
    + rect(760, 570, 400, 150, '#7aa5a0', 30) + rect(590, 710, 560, 60, '#7a5438', 8) + rect(400, 600, 130, 190, '#8a6242', 8)
    + rect(428, 540, 34, 60, '#d6eef2', 6) + rect(476, 572, 42, 28, '#e07a5f', 6) + disc(500, 470, 44, '#ffd08a') + rect(494, 500, 12, 72, '#6a472f'),
}

/** A quiet picture of 1200 × 900, drawn by code, as SVG. */
export function drawPhoto({ scene, light }: PhotoSeed): string {
  const colours = lights[light]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 900" width="1200" height="900">${walls(colours)}${scenes[scene](colours)}</svg>`
}
