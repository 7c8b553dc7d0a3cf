import type { ShallowRef } from 'vue'

/**
 * Scrolls a row that is wider than the screen sideways to the one thing in it that matters now, where it has one: on a telephone it would
 * be out of sight. `aside`: how much of the row's beginning always stays in view.
 */
export function useScrollTo(
  row: Readonly<ShallowRef<HTMLElement | null>>, { selector, aside = '' }: { selector: string, aside?: string }, watched: () => unknown,
): void {
  function scroll(): void {
    const box = row.value
    const target = box?.querySelector<HTMLElement>(selector)
    if (!box || !target) return
    const covered = aside ? box.querySelector<HTMLElement>(aside)?.offsetWidth ?? 0 : 0
    const { left, right } = target.getBoundingClientRect()
    const frame = box.getBoundingClientRect()
    if (left < frame.left + covered || right > frame.right) box.scrollLeft += left - frame.left - covered
  }

  onMounted(scroll)
  watch(watched, scroll, { flush: 'post' })
}
