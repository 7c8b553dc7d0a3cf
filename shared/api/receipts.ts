import { pageQuery } from '../schemas/paging.ts'
import * as receipt from '../schemas/receipt.ts'
import { byId, type Operation } from './operation.ts'

export const receiptOperations = {
  'GET /api/bookings/:id/receipt': { summary: 'What was paid for a booking, and what was given back', tag: 'booking', params: byId, response: receipt.receipt, security: true, problems: ['not_found'] },
  'PUT /api/bookings/:id/fapiao': { summary: 'Ask for an invoice, or change what it is made out to', tag: 'booking', params: byId, body: receipt.fapiaoBody, response: receipt.receipt, security: true, problems: ['not_found', 'fapiao_exported', 'fapiao_nothing_paid'] },

  'GET /api/operator/fapiao': { summary: 'Invoices to be made out, and what was given to the issuer', tag: 'operations', query: pageQuery, response: receipt.fapiaoDesk, security: true, problems: ['not_found'] },
  'POST /api/operator/fapiao/exports': { summary: 'Give the issuer all that waits, as one batch', tag: 'operations', response: receipt.fapiaoExport, status: 201, security: true, idempotent: true, problems: ['not_found', 'fapiao_none_waiting'] },
  'GET /api/operator/fapiao/exports/:id': { summary: 'A batch as CSV', tag: 'operations', params: byId, produces: 'text/csv', security: true, problems: ['not_found'] },
} as const satisfies Record<string, Operation>
