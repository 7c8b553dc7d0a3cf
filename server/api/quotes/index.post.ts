import { quoteBundle } from '../../booking/index.ts'
import { route } from '../../utils/route.ts'

export default route('POST /api/quotes', async ({ app, body, findPerson }) => {
  const person = body.addressId === undefined ? null : await findPerson()
  return await quoteBundle(app, { body, personId: person?.id ?? null })
})
