import { placeHold } from '../booking/index.ts'
import { readBooking } from '../checkout/index.ts'
import { route } from '../utils/route.ts'

export default route('POST /api/holds', async ({ app, body, person }) => {
  const id = await placeHold(app, { personId: person.id, body })
  return await readBooking(app.db, { personId: person.id, id })
})
