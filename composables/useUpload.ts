import { fileUses, maxFileBytes, type FileUseName } from '#shared/files.ts'
import type { Problem } from '#shared/schemas/common.ts'
import type { KeptFile } from '#shared/schemas/files.ts'

/**
 * Sends files of a provider, one after another. What is too large is refused before it is sent; the server looks into the rest. A refusal
 * is a problem in the reader's language, kept until the next try.
 */
export function useUpload(use: FileUseName, providerId: () => string) {
  const { locale, t } = useI18n()
  const problem = shallowRef<Problem | null>(null)
  const pending = ref(false)

  function refuse(code: string, detail: string): null {
    problem.value = { type: 'about:blank', title: t('problem.title'), status: 0, code, detail }
    return null
  }

  async function send(file: File): Promise<KeptFile | null> {
    problem.value = null
    if (file.size > maxFileBytes) return refuse('file_too_large', t('upload.tooLarge', { megabytes: maxFileBytes / 1024 / 1024 }))
    pending.value = true
    try {
      return await $fetch<KeptFile>('/api/provider/files', {
        method: 'POST', query: { use, providerId: providerId() }, body: file, headers: { 'accept-language': locale.value },
      })
    } catch (error) {
      problem.value = problemOf(error)
      return problem.value ? null : refuse('unreachable', t('problem.unreachable'))
    } finally {
      pending.value = false
    }
  }

  return { send, pending, problem, accept: fileUses[use].types.join(',') }
}
