import type { LocalText } from '#shared/locale.ts'

type Task = [zh: string, en: string]

/** What somebody who comes to a home does and answers for at the end, by category; of other categories nothing is listed. */
const lists: Record<string, Task[]> = {
  'regular-cleaning': [['厨房台面和灶台擦净', 'Kitchen tops and hob wiped'], ['卫生间清洁', 'Bathroom cleaned'], ['地面吸尘拖净', 'Floors vacuumed and mopped'], ['垃圾带走', 'Rubbish taken out']],
  'deep-cleaning': [['油烟机和瓷砖去油', 'Hood and tiles degreased'], ['卫生间除垢', 'Bathroom descaled'], ['窗户里外擦净', 'Windows cleaned inside and out'], ['和家人一起看一遍', 'Looked over together']],
  'companionship': [['陪聊天或散步', 'Company, or a walk'], ['提醒按时吃药', 'Reminded of medicines'], ['看看家里是否安全', 'Looked after safety at home']],
  'personal-care': [['洗漱和换衣', 'Washing and dressing'], ['按时吃药', 'Medicines taken on time'], ['翻身或活动', 'Turning or moving'], ['把今天的情况记下来', 'Noted how the day went']],
  'elder-meals': [['按忌口备餐', 'Cooked by the diet'], ['看着吃完', 'Stayed through the meal'], ['收拾厨房', 'Tidied the kitchen']],
  'bathing': [['量血压，适合再洗', 'Blood pressure taken first'], ['水温和防滑检查', 'Water and floor checked'], ['洗后擦干保暖', 'Dried and kept warm']],
  'escort': [['证件和病历带齐', 'Papers and records taken along'], ['全程陪同', 'Stayed all the time'], ['医嘱告诉家人', 'Told the family what the doctor said']],
  'home-nursing': [['核对姓名和医嘱', 'Checked name and orders'], ['量体温和血压', 'Took temperature and blood pressure'], ['按医嘱护理', 'Care as ordered'], ['护理记录交家人', 'Gave the family the record']],
  'inspection': [['水电煤逐项检查', 'Checked water, power and gas'], ['拍照留底', 'Took photographs'], ['问题告诉住户', 'Told the resident what was found']],
  'plumbing-and-electrics': [['查明原因', 'Found the cause'], ['修好并试用', 'Mended and tried it'], ['现场收拾干净', 'Left the place clean']],
  'repairs': [['查明原因', 'Found the cause'], ['修好并试用', 'Mended and tried it'], ['现场收拾干净', 'Left the place clean']],
}

export const tasksOf = (category: string): LocalText[] => (lists[category] ?? []).map(([zh, en]) => ({ zh, en }))
