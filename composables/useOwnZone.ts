/** The zone of the reader's own clock. The server does not know it: until the page is mounted it is UTC, so that both render the same. */
export function useOwnZone() {
  const zone = ref('UTC')
  onMounted(() => {
    zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone
  })
  return zone
}
