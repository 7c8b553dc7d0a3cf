const cookieName = 'linli_elder'

/**
 * Runs before the first paint, on cached pages too: the server knows nothing of the reader, so the class is set here and never by Vue,
 * which leaves nothing to mismatch.
 */
export const elderScript = `if(/(?:^|; )${cookieName}=1/.test(document.cookie))document.documentElement.classList.add('elder');`

/** Elder mode: larger text and targets, stronger contrast. Kept for a year; known only after `onMounted`. */
export function useElder() {
  const elder = useState('elder', () => false)
  onMounted(() => {
    elder.value = document.documentElement.classList.contains('elder')
  })

  function set(on: boolean): void {
    elder.value = on
    document.documentElement.classList.toggle('elder', on)
    document.cookie = `${cookieName}=${on ? 1 : 0}; path=/; max-age=31536000; samesite=lax`
  }

  return { elder: readonly(elder), set }
}
