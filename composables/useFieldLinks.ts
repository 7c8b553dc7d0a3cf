/** For a box that lists fields of its form: `focus` brings the reader to the box, `goTo` from it to the control of a name. */
export function useFieldLinks(box: Readonly<Ref<HTMLElement | null>>) {
  async function focus(): Promise<void> {
    await nextTick()
    box.value?.focus()
    box.value?.scrollIntoView({ block: 'nearest' })
  }

  function goTo(name: string): void {
    const scope = box.value?.closest('form') ?? document
    const control = scope.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`)
    control?.focus()
    control?.scrollIntoView({ block: 'center' })
  }

  return { focus, goTo }
}
