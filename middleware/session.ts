/** For pages that show who is signed in and are for others too: it is known before the frame around the page is rendered. */
export default defineNuxtRouteMiddleware(async () => {
  await useSessionStore().ensure().catch(() => undefined)
})
