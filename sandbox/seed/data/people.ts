/** What the family wrote about somebody who is cared for. Sealed in the database. */
export const notes: readonly string[] = [
  '高血压，早饭后吃一片氨氯地平；左耳听力弱，请站在右边说话。',
  '膝盖换过关节，下楼梯要扶，不要催。',
  '糖尿病，点心请选无糖的；午睡一点到两点半。',
  '对青霉素过敏。家里有猫，请随手关阳台门。',
  '记性不太好，会重复问同一件事，请耐心回答。',
  '喜欢听越剧和评弹，聊到旧事会很高兴。',
  '轻度白内障，过道灯请一直开着。',
  'Speaks mostly Shanghainese; short sentences help.',
]

export const needs = ['walking_aid', 'hearing', 'sight', 'memory', 'diet', 'no_lift', 'wheelchair', 'pet_at_home'] as const

/** How an address is called. */
export const labels = ['家里', '爸妈家', '外婆家', '公司附近'] as const
