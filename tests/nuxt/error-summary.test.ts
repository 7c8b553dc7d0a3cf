import { mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import ConfirmDialog from '~/components/base/ConfirmDialog.vue'
import ErrorSummary from '~/components/base/ErrorSummary.vue'
import TextField from '~/components/base/TextField.vue'

describe('errors of a form', () => {
  it('take the focus when asked to, and each leads to its field, which says the same', async () => {
    const summary = ref<InstanceType<typeof ErrorSummary> | null>(null)
    const typed = ref('chen@example')
    const form = await mountSuspended(defineComponent(() => () => h('form', [
      h(ErrorSummary, { ref: summary, issues: [{ path: 'payer.email', message: 'No email' }] }),
      h(TextField, {
        'modelValue': typed.value, 'onUpdate:modelValue': (text: string) => void (typed.value = text), 'name': 'payer.email', 'type': 'email',
        'maxlength': '254', 'label': 'Email', 'hint': 'Where to', 'error': 'No email', 'class': 'wide', 'controlClass': 'narrow',
      }),
      h(TextField, { modelValue: 'Two\nlines', name: 'note', label: 'Note', rows: 2 }),
    ])), { attachTo: document.body })
    await summary.value?.focus()
    expect(document.activeElement?.getAttribute('role')).toBe('group')
    await form.get('button').trigger('click')
    const input = form.get('input')
    expect(document.activeElement).toBe(input.element)
    expect(input.attributes()).toMatchObject({ 'type': 'email', 'maxlength': '254', 'class': 'control narrow', 'aria-invalid': 'true' })
    expect(input.element.value).toBe('chen@example')
    expect(form.get('label').attributes('for')).toBe(input.attributes('id'))
    expect(input.attributes('aria-describedby')!.split(' ').map(id => form.get(`[id="${id}"]`).text())).toEqual(['Where to', 'No email'])
    expect(form.findAll('.wide')).toHaveLength(1)
    await input.setValue('chen@example.com')
    expect(typed.value).toBe('chen@example.com')
    const note = form.get('textarea')
    expect([note.element.value, note.attributes('rows'), note.attributes('aria-invalid')]).toEqual(['Two\nlines', '2', undefined])
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
