import type { QuoteAnswer } from '#shared/schemas/catalog.ts'
import type { Answer } from './api.ts'

export type VoucherOffer = Answer<'GET /api/quotes/:id/vouchers'>[number]

/** The vouchers of a quote: those offered to everybody and the one whose code was typed; which is chosen, and what it takes off. */
export function useVouchers(quote: Readonly<Ref<QuoteAnswer | null>>) {
  const { t, te } = useI18n()
  const { call, problem, pending } = useApi('GET /api/quotes/:id/vouchers')
  const offers = shallowRef<VoucherOffer[]>([])
  const chosenId = ref('')
  /** As it is typed, and as it was found. */
  const typed = ref('')
  const found = ref<string | null>(null)
  const codeError = ref<string | undefined>()

  async function load(code: string | null): Promise<boolean> {
    const id = quote.value?.id
    if (id === undefined) return false
    const result = await call({ params: { id }, query: code === null ? {} : { code } })
    if (quote.value?.id !== id) return false
    if (!result.ok) {
      codeError.value = code === null ? undefined : wordsOf(result.problem)
      return false
    }
    codeError.value = undefined
    offers.value = result.answer
    found.value = code
    if (!usable(chosenId.value)) chosenId.value = ''
    return true
  }

  const usable = (id: string) => offers.value.some(offer => offer.id === id && offer.why === null)

  function wordsOf({ code, detail, why }: { code: string, detail: string, why?: unknown }): string {
    if (code === 'input_invalid') return t('vouchers.codeForm')
    const key = `vouchers.why.${String(why)}`
    return code === 'voucher_refused' && te(key) ? t(key) : detail
  }

  /** Looks a typed code up, and chooses its voucher where it can be used. */
  async function enter(): Promise<void> {
    const code = typed.value.replaceAll(/\s/g, '').toUpperCase()
    if (code === '') return void (codeError.value = t('vouchers.codeForm'))
    if (!await load(code)) return
    const offer = offers.value.find(each => each.code === code)
    if (offer?.why === null) chosenId.value = offer.id
    typed.value = ''
  }

  watch(quote, async () => await load(found.value))
  const chosen = computed(() => offers.value.find(({ id, why }) => id === chosenId.value && why === null) ?? null)

  return {
    offers, chosenId, typed, codeError, pending, problem, chosen, enter,
    reload: async () => await load(found.value),
  }
}
