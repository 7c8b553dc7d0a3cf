/** A place of a district: its middle, as the city says. */
export interface MapPlace {
  id: string
  lat: number
  lng: number
}

type Point = readonly [x: number, y: number]

/** A district on the map, in units of the frame; y goes down. */
export interface MapCell {
  id: string
  /** Convex. */
  outline: readonly Point[]
  /** Where its name stands. */
  middle: Point
}

export interface MapFrame {
  width: number
  height: number
  /** Between neighbours. */
  gap: number
}

const rounds = 4

/**
 * A map of districts of which nothing but their middles is known: neighbours stay neighbours, and each has room for its name.
 *
 * A city's districts are crowded in the middle and far apart at its rim, so their places are first moved halfway to an even spread. Then
 * each gets what is nearer to it than to any other (a Voronoi cell), and moves to the middle of that, a few times (Lloyd's relaxation).
 */
export function districtCells(places: readonly MapPlace[], { width, height, gap }: MapFrame): MapCell[] {
  const frame = roundedFrame(width, height)
  const xs = spread(places.map(({ lng }) => lng))
  const ys = spread(places.map(({ lat }) => -lat))
  let sites: Point[] = places.map((_, i) => [width * (0.1 + 0.8 * xs[i]!), height * (0.1 + 0.8 * ys[i]!)])
  for (let round = 0; round < rounds; round++) {
    sites = sites.map((site, i) => {
      const cell = cellOf(site, i, sites, frame, 0)
      return cell.length < 3 ? site : middleOf(cell)
    })
  }
  return places.map(({ id }, i) => {
    const outline = cellOf(sites[i]!, i, sites, frame, gap / 2)
    return { id, outline, middle: middleOf(outline) }
  })
}

/** Each value's place from 0 to 1: halfway between where it lies and how many lie before it. Equal values stay apart. */
function spread(values: readonly number[]): number[] {
  if (values.length < 2) return values.map(() => 0.5)
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b)
  const ranks = values.map((_, i) => order.indexOf(i) / (values.length - 1))
  return values.map((value, i) => (most === least ? ranks[i]! : ((value - least) / (most - least) + ranks[i]!) / 2))
}

/** A rectangle with generous corners: |x|⁴ + |y|⁴ = 1. */
function roundedFrame(width: number, height: number): Point[] {
  const corners = 48
  return Array.from({ length: corners }, (_, i) => {
    const angle = 2 * Math.PI * i / corners
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
    return [
      width / 2 * (1 + Math.sign(cos) * Math.sqrt(Math.abs(cos))),
      height / 2 * (1 + Math.sign(sin) * Math.sqrt(Math.abs(sin))),
    ]
  })
}

/** What is nearer to a site than to any other, less `inset` on each side that it shares. */
function cellOf([x, y]: Point, own: number, sites: readonly Point[], frame: readonly Point[], inset: number): Point[] {
  let cell = [...frame]
  sites.forEach(([otherX, otherY], other) => {
    if (other === own) return
    const [dx, dy] = [otherX - x, otherY - y]
    const length = Math.hypot(dx, dy)
    if (length === 0) return
    // How far beyond the border to the other a point is.
    cell = clipped(cell, ([px, py]) => ((px - x) * dx + (py - y) * dy) / length - length / 2 + inset)
  })
  return cell
}

/** The part of a convex outline where `beyond` is not above 0 (Sutherland and Hodgman). */
function clipped(outline: readonly Point[], beyond: (point: Point) => number): Point[] {
  return outline.flatMap((from, i): Point[] => {
    const to = outline[(i + 1) % outline.length]!
    const [a, b] = [beyond(from), beyond(to)]
    const crossing = (): Point => [from[0] + (to[0] - from[0]) * a / (a - b), from[1] + (to[1] - from[1]) * a / (a - b)]
    if (a <= 0) return b <= 0 ? [from] : [from, crossing()]
    return b < 0 ? [crossing()] : []
  })
}

/** The middle of an outline's area. */
function middleOf(outline: readonly Point[]): Point {
  let [area, x, y] = [0, 0, 0]
  outline.forEach(([ax, ay], i) => {
    const [bx, by] = outline[(i + 1) % outline.length]!
    const cross = ax * by - bx * ay
    area += cross
    x += (ax + bx) * cross
    y += (ay + by) * cross
  })
  return [x / (3 * area), y / (3 * area)]
}
