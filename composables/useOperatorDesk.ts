/** The desk of the city: who may sit at it, and by which clocks its days are told. */
export function useOperatorDesk() {
  const session = useSessionStore()
  const isOperator = computed(() => session.person?.operator === true)
  const zone = computed(() => session.person?.cityZone ?? 'UTC')
  return { isOperator, zone }
}
