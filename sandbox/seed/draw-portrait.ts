import { createRandom } from './random.ts'

const skins = ['#f2d3b8', '#e8c1a0', '#dcae8b', '#f5dcc6'] as const
const hairs = ['#2a2320', '#3a2d27', '#4b3b33', '#6d6662'] as const
const shirts = ['#0d5560', '#5f8f7a', '#b5654a', '#7a5c8a', '#3f6a9a'] as const
const walls = ['#dfe9e6', '#efe4d2', '#e3e6ef', '#e9dfe0'] as const

const circle = (x: number, y: number, radius: number, fill: string, flat = 1) =>
  `<ellipse cx="${x}" cy="${y}" rx="${radius}" ry="${radius * flat}" fill="${fill}"/>`
const path = (d: string, fill: string) => `<path d="${d}" fill="${fill}"/>`

/** What is behind the head, and what is before it. */
const cuts: Record<'female' | 'male', readonly ((hair: string) => [behind: string, before: string])[]> = {
  female: [
    hair => [path('M146 250 q-6 -150 94 -150 t94 150 v70 h-188 z', hair), path('M158 226 q6 -86 92 -86 q66 0 72 76 q-60 -8 -96 -48 q-20 44 -68 58 z', hair)],
    hair => [circle(240, 96, 40, hair), path('M152 236 q-6 -116 88 -116 t88 116 q-14 -62 -88 -66 q-74 4 -88 66 z', hair)],
    hair => [path('M140 260 q-10 -158 100 -158 t100 158 q8 90 20 110 h-60 v-120 h-120 v120 h-60 q12 -20 20 -110 z', hair),
      path('M156 222 q0 -84 84 -84 t84 84 q-40 -46 -84 -46 t-84 46 z', hair)],
  ],
  male: [
    hair => [circle(240, 212, 90, hair), path('M150 222 q-8 -112 90 -112 t90 112 q-10 -44 -34 -56 q-60 14 -112 0 q-24 12 -34 56 z', hair)],
    hair => [circle(240, 212, 90, hair), path('M152 216 q-2 -104 88 -104 t88 104 q-16 -62 -88 -62 t-88 62 z', hair)],
  ],
}

/** A quiet face of 480 × 480, drawn by code, as SVG: nobody in particular, and the same for the same key. */
export function drawPortrait({ key, gender }: { key: string, gender: 'female' | 'male' }): string {
  const { pick } = createRandom(`portrait ${key}`)
  const [skin, shirt] = [pick(skins), pick(shirts)]
  const [behind, before] = pick(cuts[gender])(pick(hairs))
  const eye = (x: number) => circle(x, 246, 8, '#2b2523')
  const face = circle(240, 246, 86, skin, 1.16) + circle(152, 252, 15, skin) + circle(328, 252, 15, skin) + eye(208) + eye(272)
    + '<path d="M208 292 q32 26 64 0" stroke="#9a5b48" stroke-width="7" stroke-linecap="round" fill="none"/>'
    + '<path d="M240 254 q-9 22 2 26" stroke="#00000022" stroke-width="6" stroke-linecap="round" fill="none"/>'
  const body = path('M60 480 q6 -118 132 -130 h96 q126 12 132 130 z', shirt) + path('M200 318 h80 v44 q-40 40 -80 0 z', skin)
    + path('M186 352 l54 52 l54 -52 l16 8 l-60 76 h-20 l-60 -76 z', '#ffffffcc')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 480" width="480" height="480"><rect width="480" height="480" fill="${pick(walls)}"/>`
    + `${behind}${body}${face}${before}</svg>`
}
