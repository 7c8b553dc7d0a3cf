/**
 * Asks again and again while there is something to wait for: `interval` is given how long it has been going on (ms) and answers the next
 * pause, or null for none. Rests while the page is hidden, and asks at once when it is seen again, also out of the browser's back cache.
 */
export function usePolling(ask: () => Promise<unknown>, interval: (elapsed: number) => number | null) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let began = 0
  let gone = true

  function plan(): void {
    clearTimeout(timer)
    if (gone || document.hidden) return
    const pause = interval(Date.now() - began)
    if (pause !== null) timer = setTimeout(() => void askOnce(), pause)
  }

  async function askOnce(): Promise<void> {
    clearTimeout(timer)
    // What the page shows of a failure is the business of who asks.
    await ask().catch(() => undefined)
    plan()
  }

  function onShown(): void {
    if (document.hidden) clearTimeout(timer)
    else if (interval(Date.now() - began) !== null) void askOnce()
  }

  function onPageShow(event: PageTransitionEvent): void {
    if (event.persisted) void askOnce()
  }

  /** Counts from now: something new is waited for. */
  function restart(): void {
    began = Date.now()
    if (!gone) plan()
  }

  onMounted(() => {
    gone = false
    document.addEventListener('visibilitychange', onShown)
    window.addEventListener('pageshow', onPageShow)
    restart()
  })
  onBeforeUnmount(() => {
    gone = true
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', onShown)
    window.removeEventListener('pageshow', onPageShow)
  })

  return { restart }
}
