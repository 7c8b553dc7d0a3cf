import { z } from 'zod'
import { districtId, id, instant, line, lines, locale, localText, phone, slug } from './common.ts'

export const providerRole = z.enum(['owner', 'manager', 'worker'])
export const session = z.object({
  person: z.object({
    id,
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    locale,
    operator: z.boolean(),
    /** `zone`: of the provider's clocks. */
    memberships: z.array(z.object({ providerId: id, slug, name: localText, role: providerRole, zone: z.string() })),
    /** By which clocks the city lives: the days of its operators. */
    cityZone: z.string(),
  }).nullable(),
  /** On embedded defaults: the demo people that the sign-in page offers. */
  demo: z.boolean(),
})
export type Session = z.infer<typeof session>

/** The versions of the terms and of the privacy notice that a person agreed to. */
export const consent = z.strictObject({ terms: z.string().max(20), privacy: z.string().max(20) })
export const email = z.email().max(254).transform(text => text.toLowerCase())
export const password = z.string().min(10).max(128)

export const signUpBody = z.strictObject({ name: line(80), email, password, locale: locale.default('zh-CN'), consent })
export const signInBody = z.strictObject({ email, password: z.string().min(1).max(128) })
export const phoneCodeBody = z.strictObject({ phone, locale: locale.default('zh-CN') })
/** Name and consent are needed where the number is new. */
export const phoneVerifyBody = z.strictObject({
  phone,
  code: z.string().regex(/^\d{6}$/),
  name: line(80).optional(),
  locale: locale.default('zh-CN'),
  consent: consent.optional(),
})
export const demoBody = z.strictObject({ who: z.enum(['resident', 'manager', 'partner', 'worker', 'owner', 'operator']) })
export const sessionRow = z.object({
  id,
  current: z.boolean(),
  createdAt: instant,
  userAgent: z.string().nullable(),
  ipAddress: z.string().nullable(),
})
export const deleteAccountBody = z.strictObject({ confirm: z.literal(true) })

export const relation = z.enum(['self', 'parent', 'grandparent', 'partner', 'child', 'other'])
export const need = z.enum(['wheelchair', 'walking_aid', 'hearing', 'sight', 'memory', 'diet', 'allergy', 'pet_at_home', 'no_lift'])
export const recipientBody = z.strictObject({
  name: line(80),
  relation,
  birthYear: z.int().min(1900).max(2100).nullable().default(null),
  needs: z.array(need).max(9).default([]),
  notes: lines(2000).default(''),
})
export const recipient = z.object({
  id,
  name: z.string(),
  relation,
  birthYear: z.int().nullable(),
  needs: z.array(need),
  notes: z.string(),
})
export type Recipient = z.infer<typeof recipient>

export const addressBody = z.strictObject({
  label: z.string().trim().max(40).default(''),
  districtId,
  street: line(200),
  lat: z.number().min(-90).max(90).nullable().default(null),
  lng: z.number().min(-180).max(180).nullable().default(null),
})
export const address = z.object({
  id,
  label: z.string(),
  districtId,
  street: z.string(),
  lat: z.number().nullable(),
  lng: z.number().nullable(),
})
export type Address = z.infer<typeof address>
