import { pageQuery } from '../schemas/paging.ts'
import * as voucher from '../schemas/voucher.ts'
import { byId, type Operation } from './operation.ts'

export const voucherOperations = {
  'GET /api/quotes/:id/vouchers': { summary: 'Consumption vouchers, and what each would take off a price or why not', tag: 'booking', params: byId, query: voucher.vouchersQuery, response: voucher.voucherOffers, security: true, problems: ['not_found', 'voucher_refused', 'too_many_requests'] },

  'GET /api/operator/campaigns': { summary: 'Voucher campaigns with their budgets (operators)', tag: 'operations', query: pageQuery, response: voucher.campaigns, security: true, problems: ['not_found'] },
  'POST /api/operator/campaigns': { summary: 'Start a voucher campaign', tag: 'operations', body: voucher.campaignBody, response: voucher.campaignCreated, status: 201, security: true, idempotent: true, problems: ['not_found', 'campaign_invalid'] },
  'POST /api/operator/campaigns/:id/change': { summary: 'Give a campaign another budget, or a later end', tag: 'operations', params: byId, body: voucher.campaignChangeBody, status: 204, security: true, problems: ['not_found', 'changed_meanwhile', 'campaign_change_refused'] },
  'POST /api/operator/campaigns/:id/pause': { summary: 'Pause a campaign, or offer its vouchers again', tag: 'operations', params: byId, body: voucher.campaignPauseBody, status: 204, security: true, problems: ['not_found'] },
  'GET /api/operator/campaigns/:id/redemptions': { summary: 'Uses of a campaign, without names', tag: 'operations', params: byId, query: pageQuery, response: voucher.redemptions, security: true, problems: ['not_found'] },
} as const satisfies Record<string, Operation>
