import fc from '../support/fc.ts'
import { describe, expect, it } from 'vitest'
import { districtCells, type MapCell, type MapPlace } from '~/composables/districtMap'

const frame = { width: 480, height: 320, gap: 0 }
const places: fc.Arbitrary<MapPlace[]> = fc.array(fc.record({
  // Some on the same spot, in a line, or around the world.
  lat: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.double({ min: -80, max: 80, noNaN: true })),
  lng: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.double({ min: -179, max: 179, noNaN: true })),
}), { minLength: 1, maxLength: 24 }).map(points => points.map((point, i) => ({ id: `d${i}`, ...point })))

function areaOf({ outline }: MapCell): number {
  return Math.abs(outline.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = outline[(i + 1) % outline.length]!
    return sum + x * nextY - nextX * y
  }, 0)) / 2
}

/** Of a convex outline: the point is on the same side of every edge. */
function isInside({ outline, middle: [x, y] }: MapCell): boolean {
  const sides = outline.map(([ax, ay], i) => {
    const [bx, by] = outline[(i + 1) % outline.length]!
    return Math.sign((bx - ax) * (y - ay) - (by - ay) * (x - ax))
  })
  return sides.every(side => side >= 0) || sides.every(side => side <= 0)
}

describe('the map of districts', () => {
  it('gives every district its own land, and all land to some district', () => {
    fc.assert(fc.property(places, (given) => {
      const cells = districtCells(given, frame)
      const whole = areaOf(districtCells([given[0]!], frame)[0]!)
      expect(cells.map(({ id }) => id)).toEqual(given.map(({ id }) => id))
      expect(cells.reduce((sum, cell) => sum + areaOf(cell), 0)).toBeCloseTo(whole, 3)
      for (const cell of cells) expect(isInside(cell)).toBe(true)
    }), { numRuns: 200 })
  })

  it('keeps what is north in the north, what is east in the east, and leaves room between neighbours', () => {
    const cells = districtCells([
      { id: 'middle', lat: 10, lng: 10 }, { id: 'north', lat: 11, lng: 10 }, { id: 'east', lat: 10, lng: 11.5 }, { id: 'south', lat: 9, lng: 10.1 }, { id: 'west', lat: 10, lng: 9 },
    ], { ...frame, gap: 6 })
    const [x, y] = cells[0]!.middle
    const of = (id: string) => cells.find(cell => cell.id === id)!.middle
    expect(of('north')[1]).toBeLessThan(y)
    expect(of('south')[1]).toBeGreaterThan(y)
    expect(of('east')[0]).toBeGreaterThan(x)
    expect(of('west')[0]).toBeLessThan(x)
    const covered = cells.reduce((sum, cell) => sum + areaOf(cell), 0)
    expect(covered).toBeLessThan(areaOf(districtCells([{ id: 'all', lat: 0, lng: 0 }], frame)[0]!) * 0.98)
  })

  it('is empty for a city without districts', () => {
    expect(districtCells([], frame)).toEqual([])
  })
})
