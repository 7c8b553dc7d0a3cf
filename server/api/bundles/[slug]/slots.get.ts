import { findExplainedSlots } from '../../../availability/index.ts'
import { getAddress } from '../../../identity/index.ts'
import { fail } from '../../../utils/errors.ts'
import { route } from '../../../utils/route.ts'
import { slotQueryOf, slotsAnswerOf } from '../../../utils/slot-query.ts'

export default route('GET /api/bundles/:slug/slots', async ({ app, params, query, findPerson }) => {
  const { addressId, district } = query
  if (addressId === undefined) {
    return slotsAnswerOf(await findExplainedSlots(app, { slug: params.slug, ...slotQueryOf(query, district ?? null) }))
  }
  const person = await findPerson()
  if (!person) throw fail('not_signed_in')
  const { districtId } = await getAddress(app.db, { personId: person.id, id: addressId })
  return slotsAnswerOf(await findExplainedSlots(app, { slug: params.slug, ...slotQueryOf(query, districtId) }))
})
