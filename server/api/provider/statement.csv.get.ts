import { setResponseHeader } from 'h3'
import { readProviderStatement, statementCsv } from '../../checkout/index.ts'
import { languageOf } from '../../utils/language.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/provider/statement.csv', async ({ app, event, person, query }) => {
  const statement = await readProviderStatement(app, { personId: person.id, ...query })
  setResponseHeader(event, 'Content-Disposition', `attachment; filename="linli-${statement.from}-${statement.to}.csv"`)
  return statementCsv(statement, languageOf(event) === 'en' ? 'en' : 'zh')
})
