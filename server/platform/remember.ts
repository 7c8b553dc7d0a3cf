import type { Db } from './database.ts'

/**
 * One answer for each pool, kept for `freshMs`. After that the next caller still gets it at once, and one read behind their backs brings
 * the new one; only who asks first of all waits. For what is dear to read, the same for everybody, and may be a little old.
 */
export function remember<T>(read: (db: Db) => Promise<T>, { freshMs }: { freshMs: number }): (db: Db) => Promise<T> {
  const kept = new WeakMap<Db, { answer: Promise<T>, until: number }>()
  const renew = (db: Db, old?: Promise<T>): Promise<T> => {
    const fresh = read(db)
    kept.set(db, { answer: old ?? fresh, until: performance.now() + freshMs })
    fresh.then(
      () => kept.set(db, { answer: fresh, until: performance.now() + freshMs }),
      // A read that fails is tried again by the next who asks; until then the old answer stands.
      () => old ? kept.set(db, { answer: old, until: 0 }) : kept.delete(db),
    )
    return old ?? fresh
  }
  return async (db) => {
    const known = kept.get(db)
    if (!known) return await renew(db)
    return await (known.until > performance.now() ? known.answer : renew(db, known.answer))
  }
}
