/**
 * What goes wrong on purpose. `429`, `409`, `500` and `cut` happen before anything ran; `cut_after` and `500_after` once the change is
 * committed. `500_stored` (nothing was done) and `500_after` (it was) are kept under the idempotency key and answered again.
 */
export const faultKinds = ['429', '409', '500', '500_stored', '500_after', 'cut', 'cut_after'] as const
export type FaultKind = (typeof faultKinds)[number]

export interface Fault {
  /** A path, or the beginning of one when it ends with `*`. */
  path: string
  method?: string
  kind: FaultKind
  times: number
}

export type Faults = ReturnType<typeof createFaults>

export function createFaults() {
  let planned: Fault[] = []
  return {
    add(fault: Fault): void {
      planned.push({ ...fault })
    },
    /** The fault that this call meets, if one waits for it; each meeting uses it up by one. */
    take(method: string, path: string): FaultKind | undefined {
      const meets = (candidate: Fault) => (!candidate.method || candidate.method === method) && matches(candidate.path, path)
      const fault = planned.find((candidate) => candidate.times > 0 && meets(candidate))
      if (!fault) return undefined
      fault.times -= 1
      planned = planned.filter((candidate) => candidate.times > 0)
      return fault.kind
    },
    list: (): readonly Fault[] => planned,
    clear(): void {
      planned = []
    },
  }
}

function matches(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern
}
