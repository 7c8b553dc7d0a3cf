/**
 * This moment in milliseconds: the same for the server and for the browser that takes its page over, so that both render alike; a page that
 * is opened later has its own.
 */
export function useNow(): Readonly<Ref<number>> {
  const now = useState('now', () => Date.now())
  if (import.meta.client && !useNuxtApp().isHydrating) now.value = Date.now()
  return now
}

/** The day (`YYYY-MM-DD`) that it is in a zone, which is another than in UTC for some hours of each day. */
export function useToday(zone: MaybeRefOrGetter<string>) {
  const now = useNow()
  return computed(() => dayIn(toValue(zone), new Date(now.value)))
}
