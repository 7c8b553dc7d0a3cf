import { mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import ConfirmDialog from '~/components/base/ConfirmDialog.vue'
import ErrorSummary from '~/components/base/ErrorSummary.vue'

describe('errors of a form', () => {
  it('takes the focus when asked to, and leads to each field', async () => {
    const summary = ref<InstanceType<typeof ErrorSummary> | null>(null)
    const form = await mountSuspended(defineComponent(() => () => h('form', [
      h(ErrorSummary, { ref: summary, issues: [{ path: 'payer.email', message: 'No email' }] }),
      h('input', { name: 'payer.email' }),
    ])), { attachTo: document.body })
    await summary.value?.focus()
    expect(document.activeElement?.getAttribute('role')).toBe('group')
    await form.get('button').trigger('click')
    expect(document.activeElement).toBe(form.get('input').element)
    form.unmount()
  })
})

describe('asking once more', () => {
  it('does nothing before the answer, and nothing while it is busy', async () => {
    const dialog = await mountSuspended(ConfirmDialog, { props: { open: true, title: 'Sure?', confirm: 'Delete', keep: 'Keep', busy: true } })
    const [, keep, confirm] = dialog.findAll('button')
    await confirm!.trigger('click')
    expect(dialog.emitted('confirm')).toBeUndefined()
    await dialog.setProps({ busy: false })
    await confirm!.trigger('click')
    expect(dialog.emitted('confirm')).toHaveLength(1)
    await keep!.trigger('click')
    expect(dialog.emitted('update:open')).toEqual([[false]])
  })

  it('closes by a press beside it, but not by the second of two quick ones on what opened it', async () => {
    const dialog = await mountSuspended(ConfirmDialog, { props: { open: true, title: 'Sure?', confirm: 'Delete', keep: 'Keep' } })
    await dialog.get('dialog').trigger('mousedown', { detail: 2 })
    expect(dialog.emitted('update:open')).toBeUndefined()
    await dialog.get('dialog').trigger('mousedown', { detail: 1 })
    expect(dialog.emitted('update:open')).toEqual([[false]])
  })
})
