/** What the interface calls the way in which something was paid. */
export function useMethodWord() {
  const { t, te } = useI18n()
  return (method: string): string => t(te(`bookings.method.${method}`) ? `bookings.method.${method}` : 'bookings.method.other')
}
