import { bundle } from './bundle-seed.ts'
import type { BundleSeed } from './bundle-seed.ts'

/** Healthcare with any of the others. */
export const healthBundles: readonly BundleSeed[] = [
  bundle('first-week-after-hospital', 'nurse-and-home', '出院第一周', 'First week after hospital', '护士换药，照护员陪着，两三天后再复查一次伤口。', 'A nurse changes the dressing, a carer stays, and the wound is seen again two or three days later.', 'wound-care + daily-care >+2-3@8-17 wound-care'),
  bundle('nurse-and-clean', 'nurse-and-home', '护士上门，家也干净', 'Nurse at home, home clean', '打扫之后再做随访护理，环境和身体一起照看。', 'The home is cleaned before the nurse comes: rooms and body looked after together.', 'home-clean >0-60 nurse-visit', { publisher: 'fangxin' }),
  bundle('nurse-carer-for-father', 'nurse-and-home', '护士加照护，照顾父亲半天', 'Nurse and carer for your father', '护士评估，照护员照料父亲起居半天，用药和饮食都记下来。', 'A nurse assesses and a carer looks after your father for half a day, with medicine and meals written down.', 'nurse-visit + daily-care'),
  bundle('blood-test-breakfast', 'nurse-and-home', '清晨采血，热粥早饭', 'Blood test, then breakfast', '空腹采血不出门，抽完就有一顿合忌口的热饭。', 'Fasting samples at home and a warm meal that suits the diet right after.', 'blood-draw >0-30 elder-meal'),
  bundle('diabetes-month', 'nurse-and-home', '控糖居家方案', 'Living with diabetes at home', '护士测血糖，营养师翻冰箱，厨师照食谱做第一顿。', 'A nurse measures, a dietitian looks into the fridge, and a cook makes the first meal of the plan.', 'nurse-visit >0-60 diet-plan >+0-2 home-cook'),
  bundle('bath-and-skin-check', 'nurse-and-home', '助浴加皮肤检查', 'Bath and skin check', '卧床长者洗一次热水澡，护士趁机查压疮。', 'A warm bath for someone in bed most of the day, and a nurse checks the skin.', 'assisted-bath >0-45 nurse-visit'),
  bundle('clinic-and-pharmacy', 'nurse-and-home', '看病拿药不奔波', 'Clinic and pharmacy without the running', '陪诊一程，药由跑腿送到家，护士隔天核对药盒。', 'An escort for the visit, a runner for the medicine, and a nurse to check the pill box the next day.', 'hospital-escort > errands >+1-1 nurse-visit'),
  bundle('new-mother-week', 'nurse-and-home', '新手妈妈喘口气', 'A breath for new mothers', '护士看一看，育儿员抱一抱，保洁把家收拾好，您补个觉。', 'A nurse looks, a sitter holds, a cleaner tidies, and you sleep.', 'nurse-visit + child-sitting + home-clean'),
  bundle('flu-season-home', 'nurse-and-home', '流感季居家照料', 'Looked after through the flu', '护士随访，热汤热饭，隔天全屋除尘消毒。', 'A nurse calls, soup is made, and the next day the whole home is cleaned.', 'nurse-visit > home-cook >+1-2 deep-clean?'),
  bundle('carer-relief', 'nurse-and-home', '照护者减压日', 'Relief for the one who cares', '陪伴员接手老人，您去做一小时心理倾谈，回来家里有人等。', 'A companion takes over at home and you have an hour to talk to someone.', 'companion + talk-hour'),
  bundle('annual-check-two', 'nurse-and-home', '爸妈年度体检', 'Yearly check for your parents', '专车接去体检，营养师几天后上门讲报告、改菜单。', 'A car to the health check, and a few days later a dietitian explains the report and changes the menu.', 'chauffeur >0-60 health-check >+3-7 diet-plan'),
  bundle('moxa-and-care', 'nurse-and-home', '艾灸温补，照护陪伴', 'Moxa and good company', '怕冷的老人在家做一次艾灸，再有人陪着喝粥聊天。', 'Moxa at home for an elder who feels the cold, then company and porridge.', 'moxa-home > companion'),
  bundle('palliative-comfort', 'nurse-and-home', '安宁居家', 'Comfort at home', '护士、照护员轮流来，屋子清爽安静，家人得以坐在床边。', 'Nurse and carer take turns, the rooms are fresh and quiet, and the family can sit by the bed.', 'nurse-visit + daily-care >+1-2@9-16 nurse-visit + home-clean'),
  bundle('stroke-rehab-home', 'recover-and-move', '卒中后居家康复', 'Rehabilitation after a stroke', '治疗师上门训练，隔天接着练平衡，照护员在旁扶着。', 'A physiotherapist at home, balance training in the days after, and a carer at the elbow.', 'physio-home >+1-2 balance-class + companion'),
  bundle('knee-to-tai-chi', 'recover-and-move', '养好膝盖练太极', 'From knee therapy to tai chi', '门诊理疗两三次后进太极小班，老师知道您的膝盖。', 'Therapy at the clinic, then a tai chi class whose teacher knows about your knee.', 'physio-clinic >+1-4 tai-chi'),
  bundle('runner-repair', 'recover-and-move', '跑者维修站', 'The runner’s workshop', '评估、松解、跑姿回炉，伤好了再上路。', 'Assessed, released and back with the easy group when the leg is ready.', 'physio-clinic >+2-7 run-club'),
  bundle('warm-water-after-physio', 'recover-and-move', '理疗之后，温水里动', 'Warm water after physiotherapy', '关节松开后进三十二度的池子，不痛地动一小时。', 'Joints loosened, then an hour of painless movement at 32 °C.', 'physio-clinic >+0-3 aqua-class'),
  bundle('desk-neck-rescue', 'recover-and-move', '办公族救颈计划', 'Rescue for desk necks', '推拿松一松，瑜伽拉一拉，把头抬起来。', 'A massage, then yoga: lift your head again.', 'tcm-massage >+0-3 yoga'),
  bundle('steady-steps-museum', 'recover-and-move', '练稳了去看展', 'Steady steps to the museum', '康复训练加平衡课，最后一程是走进博物馆。', 'Therapy and balance training, with a museum visit as the goal.', 'physio-home >+1-2 balance-class >+1-5 museum-guide^?'),
  bundle('post-surgery-strength', 'recover-and-move', '术后重拾力气', 'Strength after surgery', '伤口确认长好，理疗师评估，再由私教从最轻的弹力带练起。', 'The wound is checked, a physiotherapist assesses, and a trainer begins with the lightest band.', 'wound-care >+1-3 physio-home >+1-3 personal-training?'),
  bundle('menopause-balance', 'recover-and-move', '中年女性调理日', 'Balance in midlife', '心理倾谈、舒缓瑜伽、营养指导，三样慢慢来。', 'Counselling, gentle yoga and a dietitian, each in its own time.', 'talk-hour >+0-4 yoga >+1-3 diet-plan?'),
  bundle('elder-moxa-baduanjin', 'recover-and-move', '艾灸与八段锦', 'Moxa and Eight Brocades', '先温灸再练功，手脚冰凉的冬天也不怕。', 'Warmth first, movement after: for hands and feet that are cold in winter.', 'moxa-home >+1-3 baduanjin'),
  bundle('back-pain-and-clean', 'recover-and-move', '腰不好，家务别硬撑', 'Bad back? Leave the mop', '推拿治腰的时候，家里有人替您拖地擦窗。', 'While your back is treated somebody else mops the floor and does the windows.', 'tcm-massage + home-clean'),
  bundle('post-match-recovery', 'recover-and-move', '球友恢复套餐', 'Recovery for racket players', '打完两小时羽毛球，隔天理疗放松，少伤多打。', 'Two hours on court, therapy the next day: fewer injuries, more games.', 'badminton >+1-1 physio-clinic'),
  bundle('swim-back-to-health', 'recover-and-move', '游回健康', 'Swim back to health', '体检过关，再跟教练一人一道学换气。', 'A health check first, then a lane and a coach to learn breathing.', 'health-check >+2-7 swim-lesson'),
  bundle('sunday-walk-and-tuina', 'recover-and-move', '走一走，按一按', 'A walk and a massage', '弄堂里走两小时，腿酸了正好去推拿。', 'Two hours in the lanes, and a massage just when the legs ask for it.', 'lane-walk >30-300 tcm-massage'),
]
