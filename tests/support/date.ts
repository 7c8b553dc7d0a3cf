/** Moves the `Date` of this process, or of a page that runs this, so many milliseconds from the real time; it runs on from there. */
export function moveDate(shift: number): void {
  const real = Date
  const now = () => real.now() + shift
  globalThis.Date = new Proxy(real, {
    construct: (target, args: [], newTarget) => Reflect.construct(target, args.length > 0 ? args : [now()], newTarget) as object,
    apply: () => new real(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name) as unknown),
  })
}
