export interface CategorySeed {
  slug: string
  zh: string
  en: string
  picture: string
  children: [slug: string, zh: string, en: string][]
}

export const categories: readonly CategorySeed[] = [
  { slug: 'housekeeping', zh: '家政保洁', en: 'Housekeeping', picture: 'housekeeping', children: [
    ['regular-cleaning', '日常保洁', 'Regular cleaning'], ['deep-cleaning', '深度保洁', 'Deep cleaning'], ['appliance-cleaning', '家电清洗', 'Appliance cleaning'],
    ['organising', '整理收纳', 'Organising'], ['childcare', '孩子照看', 'Childcare'], ['moving', '搬家搬运', 'Moving'],
  ] },
  { slug: 'elderly-care', zh: '长者照护', en: 'Elderly care', picture: 'elderly-care', children: [
    ['companionship', '陪伴关怀', 'Companionship'], ['personal-care', '生活照料', 'Personal care'], ['elder-meals', '长者助餐', 'Meals for elders'],
    ['bathing', '上门助浴', 'Assisted bathing'], ['home-adaptation', '适老化改造', 'Home adaptation'], ['escort', '陪诊出行', 'Escort and outings'],
  ] },
  { slug: 'property-management', zh: '物业管家', en: 'Property management', picture: 'property', children: [
    ['inspection', '房屋巡检', 'Home inspection'], ['plumbing-and-electrics', '水电检修', 'Plumbing and electrics'], ['pest-control', '除虫消杀', 'Pest control'],
    ['greenery', '绿植养护', 'Plants and gardens'], ['locks-and-access', '门锁门禁', 'Locks and access'], ['vacant-homes', '空置房托管', 'Vacant homes'],
  ] },
  { slug: 'daily-life', zh: '日常生活', en: 'Daily life', picture: 'daily-life', children: [
    ['repairs', '家庭维修', 'Repairs'], ['laundry', '洗衣洗护', 'Laundry'], ['home-meals', '上门做饭', 'Home cooking'],
    ['errands', '跑腿代办', 'Parcels and errands'], ['pets', '宠物照料', 'Pets'], ['car-care', '用车养车', 'Cars and drivers'],
  ] },
  { slug: 'tourism', zh: '本地游览', en: 'Tourism', picture: 'tourism', children: [
    ['city-walks', '城市漫步', 'City walks'], ['museums', '博物馆讲解', 'Museum tours'], ['day-trips', '近郊一日', 'Day trips'],
    ['river-nights', '浦江夜游', 'River and lights'], ['food-tours', '寻味上海', 'Food tours'], ['photography', '随行拍照', 'Photography'],
  ] },
  { slug: 'sports', zh: '运动健身', en: 'Sports', picture: 'sports', children: [
    ['mind-body', '太极与瑜伽', 'Tai chi and yoga'], ['swimming', '游泳', 'Swimming'], ['racket-sports', '球拍运动', 'Racket sports'],
    ['running-and-cycling', '跑步骑行', 'Running and cycling'], ['fitness', '私教健身', 'Fitness training'], ['match-days', '现场观赛', 'Match days'],
  ] },
  { slug: 'healthcare', zh: '健康医疗', en: 'Healthcare', picture: 'healthcare', children: [
    ['home-nursing', '上门护理', 'Home nursing'], ['physiotherapy', '康复理疗', 'Physiotherapy'], ['health-checks', '健康体检', 'Health checks'],
    ['tcm', '中医调理', 'Chinese medicine'], ['nutrition', '营养膳食', 'Nutrition'], ['wellbeing', '心理支持', 'Wellbeing'],
  ] },
]
