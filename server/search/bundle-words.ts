/**
 * The words of the trade, for both engines. Synonyms go one way: who types the key also finds the values; both sides are compared folded.
 */

/** Words that a general dictionary cuts apart. */
export const tradeWords: readonly string[] = [
  '月嫂', '育儿嫂', '陪诊', '助浴', '助餐', '适老', '适老化', '钟点工', '收纳', '除虫', '疏通', '家政', '保洁', '理疗', '体检', '照护', '护工',
  '陪护', '跑腿', '代办', '遛弯', '漫步', '夜游', '骑行', '观赛', '私教', '物业', '管家', '巡检', '绿植', '换锁', '托管', '养老', '长者',
]

/** Words that ask but say nothing of what is wanted. */
export const stopWords: readonly string[] = [
  'a', 'an', 'the', 'and', 'or', 'of', 'to', 'for', 'in', 'on', 'at', 'from', 'with', 'by', 'is', 'are', 'be', 'that', 'this', 'it', 'its',
  'i', 'me', 'my', 'we', 'us', 'our', 'you', 'your', 'he', 'his', 'him', 'she', 'her', 'they', 'their', 'them', 'some', 'someone', 'somebody',
  'who', 'can', 'could', 'will', 'would', 'want', 'wanted', 'need', 'needs', 'find', 'please', 'also', 'so', 's', 'm', 'll',
  '的', '了', '和', '与', '及', '或', '我', '我们', '我家', '你', '您', '他', '她', '帮', '帮忙', '帮我', '找', '想', '想要', '要', '请', '给', '个', '一个',
  '一下', '一位', '位', '能', '可以', '来', '去', '有', '在', '需要', '人', '吗', '呢', '吧', '并', '并且', '还有', '以及', '顺便', '谁',
]

const elders = {
  zh: ['长者', '老人', '父母', '爸妈', '长辈', '适老', '养老'],
  en: ['elderly', 'elder', 'elders', 'parent', 'parents', 'senior', 'seniors'],
}
const care = { zh: ['照护', '照料', '护理', '陪伴', '养老', '助浴'], en: ['care', 'caring', 'companion', 'companionship', 'looked after'] }
const cleaning = { zh: ['保洁', '清洁', '家政', '清洗'], en: ['cleaning', 'cleaned', 'clean', 'housekeeping'] }
const repairs = { zh: ['维修', '检修', '修理'], en: ['repair', 'repairs', 'handyman', 'mended', 'fixed'] }

const each = (keys: readonly string[], values: readonly string[]): Record<string, readonly string[]> =>
  Object.fromEntries(keys.map(key => [key, values.filter(value => value !== key)]))

export const synonyms: Readonly<Record<string, readonly string[]>> = {
  ...each(['clean', 'cleaner', 'cleaners', 'cleaning', 'tidy', 'tidying', 'maid', 'housework', 'housekeeper', 'housekeeping', 'chores'], cleaning.en),
  ...each(['打扫', '清扫', '卫生', '搞卫生', '大扫除', '收拾', '阿姨', '钟点工', '做家务', '家务', '保洁', '清洁'], cleaning.zh),
  ...each(['look after', 'looking after', 'looked after', 'take care', 'taking care', 'care', 'caring', 'carer', 'caregiver', 'companion', 'mind'], care.en),
  ...each(['照顾', '照看', '照料', '看护', '陪护', '护工', '照护', '陪伴', '伺候'], care.zh),
  ...each([
    'father', 'dad', 'mother', 'mum', 'mom', 'parent', 'parents', 'grandmother', 'grandfather', 'grandma', 'grandpa', 'granny', 'grandparents',
    'elder', 'elders', 'elderly', 'senior', 'seniors', 'old people',
  ], elders.en),
  ...each([
    '父亲', '爸爸', '老爸', '爸', '母亲', '妈妈', '老妈', '妈', '父母', '爸妈', '爷爷', '奶奶', '外公', '外婆', '老人', '老人家', '长辈', '长者', '养老',
  ], elders.zh),
  ...each(['fix', 'fixing', 'fixed', 'mend', 'repair', 'repairs', 'repairman', 'handyman', 'maintenance'], repairs.en),
  ...each(['修', '修理', '维修', '检修', '报修', '坏'], repairs.zh),
  ...each(['nurse', 'nursing', 'nanny'], ['nursing', 'nurse', 'care']),
  nanny: ['childcare', 'companion'],
  babysitter: ['childcare'],
  plumber: ['plumbing', 'leak', 'pipes'],
  plumbing: ['plumber', 'leak', 'pipes'],
  ...each(['sink', 'toilet', 'drain', 'drains', 'blocked', 'clogged', 'faucet', 'tap', 'leaky', 'leaking'], ['drain', 'drains', 'tap', 'pipes', 'leak', 'leaks']),
  ...each(['马桶', '下水道', '下水', '堵', '堵塞', '漏水', '水管', '水龙头'], ['疏通', '下水', '水管', '龙头', '漏水']),
  electrician: ['electrics', 'electric', 'wiring'],
  cook: ['cooking', 'meals', 'meal', 'dinner'],
  chef: ['cooking', 'meals'],
  laundry: ['washing', 'ironing'],
  doctor: ['nurse', 'health', 'escort'],
  hospital: ['escort', 'nurse', 'health'],
  physio: ['physiotherapy', 'rehabilitation'],
  walk: ['walks', 'walking', 'stroll'],
  tour: ['tours', 'walk', 'walks'],
  sightseeing: ['tour', 'tours', 'walk', 'walks'],
  gym: ['fitness', 'training'],
  massage: ['physiotherapy', 'wellbeing'],
  保姆: ['家政', '照料', '保洁'],
  护士: ['护理'],
  看病: ['陪诊', '护理'],
  就医: ['陪诊'],
  康复: ['理疗', '康复理疗'],
  按摩: ['理疗', '推拿'],
  做饭: ['助餐', '膳食'],
  烧饭: ['做饭', '助餐'],
  水管: ['水电', '检修', '疏通'],
  漏水: ['水电', '检修'],
  旅游: ['游览', '漫步', '一日'],
  旅行: ['游览', '漫步', '一日'],
  散步: ['漫步'],
  健身: ['私教', '运动'],
  锻炼: ['运动', '健身'],
  比赛: ['观赛'],
}
