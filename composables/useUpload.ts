import type { FileUseName } from '#shared/files.ts'
import type { Problem } from '#shared/schemas/common.ts'
import type { KeptFile } from '#shared/schemas/files.ts'

/** Sends files of a provider, one after another. A refusal is a problem in the reader's language, kept until the next try. */
export function useUpload(use: FileUseName, providerId: () => string) {
  const { locale, t } = useI18n()
  const problem = shallowRef<Problem | null>(null)
  const pending = ref(false)

  async function send(file: File): Promise<KeptFile | null> {
    pending.value = true
    problem.value = null
    try {
      return await $fetch<KeptFile>('/api/provider/files', {
        method: 'POST', query: { use, providerId: providerId() }, body: file, headers: { 'accept-language': locale.value },
      })
    } catch (error) {
      problem.value = problemOf(error)
        ?? { type: 'about:blank', title: t('problem.title'), status: 0, code: 'unreachable', detail: t('problem.unreachable') }
      return null
    } finally {
      pending.value = false
    }
  }

  return { send, pending, problem }
}
