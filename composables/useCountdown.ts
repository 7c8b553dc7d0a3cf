import type { MaybeRefOrGetter } from 'vue'

/** Milliseconds as `m:ss`, or `h:mm:ss` from an hour on. Never below zero; a second that has begun still counts. */
export function clockOf(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000))
  const two = (part: number) => String(part).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** The time left until a moment, counted in the browser; null on the server, before hydration and without a moment. */
export function useCountdown(until: MaybeRefOrGetter<string | number | null | undefined>) {
  const now = ref<number | null>(null)
  let timer: ReturnType<typeof setInterval> | undefined
  const tick = () => (now.value = Date.now())
  onMounted(() => {
    tick()
    timer = setInterval(tick, 1000)
  })
  onBeforeUnmount(() => clearInterval(timer))
  // A moment that comes later is not counted from a second ago.
  watch(() => toValue(until), () => {
    if (now.value !== null) tick()
  }, { flush: 'sync' })

  const left = computed(() => {
    const moment = toValue(until)
    if (moment === null || moment === undefined || now.value === null) return null
    return Math.max(0, new Date(moment).getTime() - now.value)
  })
  const clock = computed(() => (left.value === null ? null : clockOf(left.value)))
  return { left, clock, over: computed(() => left.value === 0) }
}
