/** For pages that need a session: who has none signs in first and comes back to the whole address, choice and all. */
export default defineNuxtRouteMiddleware(async (to) => {
  const session = useSessionStore()
  await session.ensure()
  if (session.person) return
  const localePath = useLocalePath()
  return navigateTo({ path: localePath('/sign-in'), query: { next: to.fullPath } })
})
