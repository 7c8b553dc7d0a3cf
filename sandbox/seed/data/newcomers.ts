import type { PaperKind } from '../../../shared/onboarding.ts'

export interface NewcomerSeed {
  slug: string
  name: [zh: string, en: string]
  about: [zh: string, en: string]
  founded: number
  districts: string[]
  owner: { key: string, name: string, email: string, phone: string }
  /** Of a licence the number lacks its check sign. */
  papers: { kind: PaperKind, number: string, holder: string, holderEn: string, as: 'photo' | 'pdf', validUntil: string | null }[]
  /** Days ago that it was submitted. */
  submitted: number
  /** What an operator asked for, a day later. */
  asked: string | null
}

/** Providers on their way in: one waits for an operator, one was asked for something. */
export const newcomers: readonly NewcomerSeed[] = [{
  slug: 'yihe-care',
  name: ['颐和居家照护', 'Yihe Home Care'],
  about: ['长宁、静安、徐汇三区的居家照护：助浴、陪诊、康复陪练，照护员都持证上岗。', 'Care at home in Changning, Jing’an and Xuhui: help with bathing, hospital visits and exercises, by certified carers.'],
  founded: 2018,
  districts: ['changning', 'jingan', 'xuhui'],
  owner: { key: 'shen.yu', name: '沈瑜', email: 'shen.yu@demo.linli', phone: '+8613900000007' },
  papers: [
    { kind: 'business_licence', number: '91310105MA1FW3K7X', holder: '上海颐和居家照护服务有限公司', holderEn: 'Shanghai Yihe Home Care Services Co., Ltd.', as: 'photo', validUntil: null },
    { kind: 'elderly_care_record', number: 'SHCN-2018-0417', holder: '上海颐和居家照护服务有限公司', holderEn: 'Shanghai Yihe Home Care Services Co., Ltd.', as: 'pdf', validUntil: null },
    { kind: 'liability_insurance', number: 'PICC-310105-882016', holder: '上海颐和居家照护服务有限公司', holderEn: 'Shanghai Yihe Home Care Services Co., Ltd.', as: 'pdf', validUntil: '2028-03-31' },
  ],
  submitted: 3,
  asked: null,
}, {
  slug: 'shouxin-repair',
  name: ['守信家电维修', ''],
  about: ['普陀、宝山上门修家电：空调、洗衣机、热水器，先报价再动手。', ''],
  founded: 2015,
  districts: ['putuo', 'baoshan'],
  owner: { key: 'xu.wen', name: '许文', email: 'xu.wen@demo.linli', phone: '+8613900000006' },
  papers: [
    { kind: 'business_licence', number: '91310107MA1G08L5Q', holder: '上海守信家电维修部', holderEn: 'Shanghai Shouxin Appliance Repair', as: 'photo', validUntil: null },
  ],
  submitted: 6,
  asked: '营业执照照片右下角的印章看不清，请重新拍一张。另外请上传公众责任险保单。',
}]

/** Of the provider whose manager the sign-in page offers. */
export const demoLicence = {
  slug: 'jiahe',
  contact: { contact_name: '王磊', contact_phone: '+8613900000002' },
  paper: {
    kind: 'business_licence', number: '91310104MA1FY7D28', holder: '上海家和到家家政服务有限公司', holderEn: 'Shanghai Jiahe Homecare Co., Ltd.', as: 'photo', validUntil: null,
  } satisfies NewcomerSeed['papers'][number],
}
