import type { ProviderBoard } from '#shared/schemas/provider-bookings.ts'

type Row = ProviderBoard['rows'][number]

export interface BoardLane {
  /** Null: of nobody in particular, such as a class. */
  worker: Row['workers'][number] | null
  rows: Row[]
}

/** A day's parts by who serves them, in the order in which the day begins for each; a part of two people stands with both. */
export function lanesOf(rows: readonly Row[]): BoardLane[] {
  const lanes = new Map<string, BoardLane>()
  for (const row of rows) {
    for (const worker of row.workers.length > 0 ? row.workers : [null]) {
      const lane = lanes.get(worker?.id ?? '') ?? { worker, rows: [] }
      lane.rows.push(row)
      lanes.set(worker?.id ?? '', lane)
    }
  }
  return [...lanes.values()]
}
