type Task = [zh: string, en: string]

const cleaning: Task[] = [['厨房与卫生间已清洁', 'Kitchen and bathroom are clean'], ['地面已拖净，垃圾已带走', 'Floors are mopped, rubbish is taken out'], ['物品已归回原处', 'Everything is back in its place']]
const care: Task[] = [['按约定照料起居', 'Looked after as agreed'], ['提醒并确认用药', 'Medicine was taken on time'], ['当日小记已写好', 'The note of the day is written']]
const repair: Task[] = [['故障已排除并试用', 'The fault is mended and tried out'], ['现场已收拾干净', 'The place is left tidy'], ['后续建议已当面说明', 'Advice for later was explained']]
const outing: Task[] = [['人员到齐，安全须知已说明', 'Everybody is there and knows how to stay safe'], ['全程按约定路线', 'The route was as agreed'], ['安全送达结束地点', 'Everybody is safely at the end']]
const training: Task[] = [['热身与拉伸已完成', 'Warm-up and stretching are done'], ['动作要点已讲解', 'The points of each exercise were explained'], ['场地与器材已检查', 'Court and gear were checked']]
const nursing: Task[] = [['已核对身份与医嘱', 'Person and prescription were checked'], ['生命体征已测量并记录', 'Vital signs are measured and written down'], ['注意事项已告知家人', 'The family knows what to watch for']]

/** What is to be done and answered at check-out, by top category. */
export const tasksByCategory: Readonly<Record<string, Task[]>> = {
  'housekeeping': cleaning,
  'elderly-care': care,
  'property-management': repair,
  'daily-life': repair,
  'tourism': outing,
  'sports': training,
  'healthcare': nursing,
}

/** Where a category's usual list does not fit, by leaf category. */
export const tasksByLeaf: Readonly<Record<string, Task[]>> = {
  'childcare': [['孩子已平安交接', 'The child was safely handed over'], ['餐食与作息按约定', 'Meals and rest were as agreed']],
  'moving': [['物件已全部搬到并复位', 'Everything has arrived and is in place'], ['无磕碰损坏，已当面验看', 'Nothing is damaged: looked at together']],
  'elder-meals': [['按忌口做好饭菜', 'The meal fits the diet'], ['灶台与餐具已洗净', 'Stove and dishes are clean']],
  'home-meals': [['饭菜已上桌', 'The meal is on the table'], ['灶台与餐具已洗净', 'Stove and dishes are clean']],
  'laundry': [['衣物件数已当面点清', 'The pieces were counted together'], ['洗好送回，已验收', 'Washed, brought back and looked over']],
  'errands': [['物品已送达并签收', 'Delivered and signed for']],
  'pets': [['喂食、换水、清理已完成', 'Fed, watered and cleaned up'], ['已发照片给主人', 'A photo was sent to the owner']],
  'escort': [['已按时到达并陪同全程', 'Was there on time and all the way'], ['医嘱已逐条记下', 'What the doctor said is written down'], ['药品与单据已交家人', 'Medicine and papers are with the family']],
}
