import { setResponseHeader } from 'h3'
import { readFapiaoCsv } from '../../../../checkout/index.ts'
import { languageOf } from '../../../../utils/language.ts'
import { route } from '../../../../utils/route.ts'

export default route('GET /api/operator/fapiao/exports/:id', async ({ app, event, params, person }) => {
  const { number, csv } = await readFapiaoCsv(app, { who: person, id: params.id, locale: languageOf(event) })
  setResponseHeader(event, 'Content-Disposition', `attachment; filename="fapiao-${number}.csv"`)
  return csv
})
