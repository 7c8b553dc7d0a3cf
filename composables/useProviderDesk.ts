/** Whose desk is open: the provider of the address (`?provider=`), else the first that the person runs. Links keep it. */
export function useProviderDesk() {
  const route = useRoute()
  const session = useSessionStore()
  const memberships = computed(() => (session.person?.memberships ?? []).filter(({ role }) => role !== 'worker'))
  const asked = computed(() => queryText(route.query, 'provider'))
  /** A provider of the address that one is no member of is answered like one that does not exist. */
  const membership = computed(() => (asked.value === ''
    ? memberships.value[0]
    : memberships.value.find(({ providerId }) => providerId === asked.value)))
  const providerId = computed(() => membership.value?.providerId)
  const isMember = computed(() => membership.value !== undefined)
  /** Of the provider's clocks: they say which day it is. */
  const zone = computed(() => membership.value?.zone ?? 'UTC')
  /** What an address of the desk says of its provider. */
  const query = computed(() => (asked.value === '' ? {} : { provider: asked.value }))
  return { memberships, membership, providerId, isMember, zone, query }
}
