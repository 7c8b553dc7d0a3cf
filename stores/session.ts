import type { Session } from '#shared/schemas/identity.ts'

/**
 * Who is signed in. Pages that are kept in a cache render nothing personal: the layout asks in the browser, once; only a page that needs a
 * session (middleware `signed-in`) asks on the server too.
 */
export const useSessionStore = defineStore('session', () => {
  const session = shallowRef<Session | null>(null)
  const known = computed(() => session.value !== null)
  const person = computed(() => session.value?.person ?? null)
  const roles = computed(() => (person.value?.memberships ?? []).map(({ role }) => role))
  const manages = computed(() => roles.value.some(role => role !== 'worker'))
  /** Owners of small firms go to people's homes, too. */
  const works = computed(() => roles.value.length > 0)
  let asking: Promise<void> | null = null

  async function refresh(): Promise<void> {
    const request = import.meta.server ? useRequestFetch() : $fetch
    session.value = await request<Session>('/api/session')
  }

  /** Asks unless it is known; several at once ask once. A failure leaves it unknown. */
  async function ensure(): Promise<void> {
    if (session.value) return
    asking ??= refresh().finally(() => {
      asking = null
    })
    await asking
  }

  /** What a sign-in or sign-up answered. */
  function take(answer: Session): void {
    session.value = answer
  }

  async function signOut(): Promise<void> {
    await $fetch('/api/session', { method: 'DELETE' })
    session.value = session.value && { ...session.value, person: null }
  }

  return { session, known, person, manages, works, ensure, refresh, take, signOut }
})
