import { fileUses, maxFileBytes, type FileUseName } from '#shared/files.ts'
import type { KeptFile } from '#shared/schemas/files.ts'
import type { Problem } from '#shared/schemas/common.ts'

/** Sends files of one use for a provider. What is too large or of a wrong kind is refused before it is sent; the server looks into it. */
export function useUpload(use: FileUseName, providerId: () => string | undefined) {
  const { locale, t } = useI18n()
  const pending = ref(false)
  const problem = shallowRef<Problem | null>(null)
  const accept = fileUses[use].types.join(',')

  const refuse = (code: string, detail: string) => {
    problem.value = { type: 'about:blank', title: detail, status: 0, code, detail }
    return undefined
  }

  /** @returns undefined where it was refused: `problem` says why. */
  async function send(file: File): Promise<KeptFile | undefined> {
    problem.value = null
    if (file.size > maxFileBytes) return refuse('file_too_large', t('upload.tooLarge', { megabytes: maxFileBytes / 1024 / 1024 }))
    pending.value = true
    try {
      return await $fetch<KeptFile>('/api/provider/files', {
        method: 'POST', query: { use, ...(providerId() && { providerId: providerId() }) }, body: file,
        headers: { 'accept-language': locale.value, 'content-type': 'application/octet-stream' },
      })
    } catch (error) {
      problem.value = problemOf(error)
      return problem.value ? undefined : refuse('unreachable', t('problem.unreachable'))
    } finally {
      pending.value = false
    }
  }

  return { send, pending, problem, accept }
}
