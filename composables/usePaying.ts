/** Leaves for the page on which a booking is paid; `refused` where it cannot be any more, so that what is shown is read again. */
export function usePaying(bookingId: () => string, refused: () => void) {
  const checkout = useApi('POST /api/bookings/:id/checkout')
  /** Until the browser has left for the payment page. */
  const leaving = ref(false)

  async function pay(): Promise<void> {
    if (checkout.pending.value || leaving.value) return
    const result = await checkout.call({ params: { id: bookingId() } })
    if (!result.ok) return refused()
    leaving.value = true
    window.location.assign(result.answer.url)
  }

  /** Out of the browser's back cache the button works again. */
  const onPageShow = () => (leaving.value = false)
  onMounted(() => window.addEventListener('pageshow', onPageShow))
  onBeforeUnmount(() => window.removeEventListener('pageshow', onPageShow))

  return { pay, problem: checkout.problem, busy: computed(() => checkout.pending.value || leaving.value) }
}
