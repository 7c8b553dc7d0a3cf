export type Family = 'housekeeping-elderly' | 'housekeeping-property' | 'property-daily' | 'tourism-sports' | 'healthcare-any'

export interface ScenarioSeed {
  slug: string
  family: Family
  picture: string
  categories: string[]
  title: [zh: string, en: string]
  summary: [zh: string, en: string]
  why: [zh: string, en: string]
  /** What a description ends with. */
  advice: [zh: string, en: string][]
}

export const scenarios: readonly ScenarioSeed[] = [
  { slug: 'clean-and-care', family: 'housekeeping-elderly', picture: 'elderly-care', categories: ['housekeeping', 'elderly-care'],
    title: ['保洁 + 长者照护', 'Clean and care'], summary: ['家里打扫干净，父母有人照顾，一次约好。', 'The home cleaned and your parents looked after, in one appointment.'],
    why: ['打扫的时候老人常常没处去，照护的时候家里又没人收拾。把两件事排在同一个上午，两位阿姨互相照应，老人也不用应付两拨陌生人。', 'While a home is being cleaned an elderly parent is in the way; while the carer is busy nobody tidies up. Done in one morning, the cleaner and the carer help each other, and your father or mother meets strangers only once.'],
    advice: [['第一次来建议家里留一位熟人，交代常用药放在哪里。', 'For the first visit it helps if somebody from the family is there to show where the medicines are.'], ['照护员会记下老人当天的饮食和精神，晚上发给家人。', 'The carer notes how your parent ate and felt, and the family has it by evening.'], ['打扫与照护由同一位管家协调，换人会提前告诉您。', 'One coordinator plans cleaner and carer, and tells you before anyone changes.']] },
  { slug: 'home-fit-for-age', family: 'housekeeping-elderly', picture: 'housekeeping', categories: ['housekeeping', 'elderly-care', 'property-management'],
    title: ['适老居家焕新', 'A home fit for age'], summary: ['先清理，再加固，让老房子住得安全。', 'Clear first, then make safe: an old home that is easy to grow old in.'],
    why: ['摔倒多半发生在堆满东西的过道和湿滑的卫生间。先整理保洁，再装扶手、查电路，顺序对了，一天就能让家里安全一大截。', 'Most falls happen in crowded passages and wet bathrooms. Clear and clean first, then fit rails and check the wiring: in the right order one day makes a home much safer.'],
    advice: [['旧物去留由老人自己决定，我们不替人扔东西。', 'What stays and what goes is for the elder to say; we throw nothing away on our own.'], ['装扶手前会请老人站一站、坐一坐，高度量到人。', 'Before a rail goes up the elder stands and sits beside it, so that the height is right.'], ['施工留下的粉尘当天收干净，夜里能照常休息。', 'Dust from the work is cleared the same day, so that everyone sleeps at home.']] },
  { slug: 'move-in-ready', family: 'housekeeping-property', picture: 'property', categories: ['housekeeping', 'property-management'],
    title: ['入住无忧', 'Ready to move in'], summary: ['拿到钥匙到睡第一觉，中间的事一起办完。', 'Everything between getting the keys and the first night.'],
    why: ['换锁、检修、开荒、搬家，各找一家要打十几个电话，还常常撞期。按先查后清、先清后搬的次序排好，搬进去那天只剩拆箱。', 'A lock, a check, a clean and a move from four firms is a dozen calls and at least one clash. Put in order, the check before the clean and the clean before the move, only the boxes are left.'],
    advice: [['小区装修时间有规定，我们按物业的时段排工。', 'Compounds limit working hours; the crew keeps to those of your building.'], ['巡检报告可以直接发给房东，谁修谁付说得清。', 'The inspection report can go to the landlord as it is, so that it is clear who mends what.'], ['货梯和停车位请提前向物业报备。', 'Please tell your building about the lift and the parking space in advance.']] },
  { slug: 'seasonal-upkeep', family: 'housekeeping-property', picture: 'housekeeping', categories: ['housekeeping', 'property-management'],
    title: ['换季养家', 'Seasonal upkeep'], summary: ['黄梅、入夏、入冬、年前，家里各有该做的事。', 'Plum rains, summer, winter and New Year each ask something of a home.'],
    why: ['上海一年四季潮热分明，空调、墙面、下水和虫子各有时令。赶在换季前两周一并做完，比坏了再修便宜，也不用请好几次假。', 'Shanghai is damp, then hot, then cold, and each season finds its own weak spot: coils, walls, drains, insects. Done together two weeks ahead it costs less than a repair, and one day off work instead of four.'],
    advice: [['洗好的滤网和检测数据拍照存档，下一季可以对照。', 'Filters and readings are photographed, so that the next season can be compared.'], ['家里有孕妇或宠物请先说明，药剂和顺序会调整。', 'Tell us if someone is expecting or there are pets; products and order are adapted.'], ['阴雨天也能做，室外部分会另约一天。', 'Rain does not matter; what is outside is moved to another day.']] },
  { slug: 'fix-and-run', family: 'property-daily', picture: 'daily-life', categories: ['property-management', 'daily-life'],
    title: ['维修跑腿一次办', 'Fix and run'], summary: ['坏的修好，脏的洗好，该取的取回来。', 'What is broken mended, what is dirty washed, what waits fetched.'],
    why: ['零碎事最耗人：修个龙头等半天，取个快递又一趟。师傅在家修的时候，跑腿的人在外面跑，两个钟头清掉一张单子。', 'Small things eat days: half a day for a tap, another trip for a parcel. While the fixer works at home a runner is out in the street, and in two hours the list is empty.'],
    advice: [['把要修要取的写成清单，师傅会按轻重排。', 'Write a list; the fixer sorts it by what matters.'], ['配件费按小票实报实销，不加价。', 'Parts are charged by receipt, with nothing added.'], ['人不在家也可以，临时密码用完即失效。', 'You need not be at home: a temporary code lapses after the visit.']] },
  { slug: 'away-from-home', family: 'property-daily', picture: 'property', categories: ['property-management', 'daily-life'],
    title: ['出门放心托管', 'While you are away'], summary: ['出差、返乡、出国，房子宠物花草都有人看。', 'Travelling, home for the holidays or abroad: home, pets and plants are watched.'],
    why: ['最怕半路接到物业电话说漏水。出门这些天有人开窗、喂猫、收快递，每次都有视频，回来当天饭菜是热的。', 'The call one fears on a journey is the one about a leak. While you are gone somebody airs the rooms, feeds the cat and takes in parcels, with a video each time, and there is a warm dinner on the day you return.'],
    advice: [['钥匙封袋编号，开封即留痕。', 'Keys are kept in numbered sealed bags; an opening leaves a trace.'], ['出发前一天做一次交接，十五分钟就够。', 'A handover the day before takes fifteen minutes.'], ['遇到漏水停电先处理后报备，限额由您定。', 'In a leak or power cut the keeper acts first, up to a limit that you set.']] },
  { slug: 'walk-and-play', family: 'tourism-sports', picture: 'tourism', categories: ['tourism', 'sports'],
    title: ['城市漫步 + 运动', 'Walk and play'], summary: ['上午走一走，下午动一动，这座城用脚认识。', 'Walk in the morning, play in the afternoon: a city learnt on foot.'],
    why: ['只看景，腿闲着；只运动，眼睛闲着。先跟本地人走一段老街，再去水里、垫上、场上出一身汗，晚饭格外香。', 'Sightseeing leaves the legs idle and the gym leaves the eyes idle. A walk with a local and then an hour in the water, on the mat or on court: dinner tastes better for it.'],
    advice: [['穿走得住的鞋，运动衣物可寄存。', 'Wear shoes that can walk; sports things can be left with us.'], ['下雨改走骑楼与室内路线，行程照旧。', 'In rain the route moves under arcades and indoors.'], ['同行有长者请注明，路线会少走台阶。', 'Say if an elder comes along, and the route will have fewer steps.']] },
  { slug: 'match-weekend', family: 'tourism-sports', picture: 'sports', categories: ['tourism', 'sports'],
    title: ['观赛周末', 'Match weekend'], summary: ['开场前逛一逛，散场后看夜景。', 'A walk before kick-off, the lights afterwards.'],
    why: ['一场球九十分钟，进城却要一整天。把赛前的吃和走、赛后的江风都排好，带家人来也不会有人无聊。', 'A match is ninety minutes, and the trip to town a day. With food and a walk before it and the river after it, nobody in the family is bored.'],
    advice: [['领队举蓝旗，散场在约定的灯下等。', 'The steward has a blue flag and waits under the agreed lamp afterwards.'], ['比赛改期时整套一起改，差价不另收。', 'If the match is moved, the whole bundle moves with it at no extra charge.'], ['看台禁带瓶装水，入口有直饮水。', 'No bottles in the stand; there is drinking water at the gate.']] },
  { slug: 'nurse-and-home', family: 'healthcare-any', picture: 'healthcare', categories: ['healthcare', 'housekeeping', 'elderly-care', 'daily-life'],
    title: ['护理到家', 'Nursing at home'], summary: ['护士来过，饭做好了，屋子也清爽。', 'The nurse has been, dinner is ready and the rooms are fresh.'],
    why: ['出院回家最难的是第一周：伤口要换药，饭要软，地不能滑。护士、照护员和保洁按医嘱的节奏轮流来，家人可以照常上班。', 'The first week after hospital is the hard one: dressings, soft food, dry floors. Nurse, carer and cleaner come in the rhythm that the doctor set, and the family can go to work.'],
    advice: [['请备好出院小结和药单，护士上门先核对。', 'Have the discharge papers and the list of medicines ready; the nurse checks them first.'], ['指标异常时护士会先联系您，再建议就医。', 'If a reading is unusual the nurse calls you first and then advises on a doctor.'], ['记录可导出，复诊时直接给医生看。', 'The record can be exported for the next visit to the doctor.']] },
  { slug: 'recover-and-move', family: 'healthcare-any', picture: 'healthcare', categories: ['healthcare', 'sports', 'tourism', 'elderly-care'],
    title: ['康复动起来', 'Recover and move'], summary: ['理疗之后接着练，身体才记得住。', 'Exercise after therapy, so that the body remembers.'],
    why: ['理疗床上松开的，不练几天又紧回去。评估、治疗、训练由会商过的两家接力，强度跟着恢复走。', 'What is loosened on the couch tightens again without practice. Assessment, therapy and training are handed from one house to the other, and the load follows the recovery.'],
    advice: [['穿宽松衣裤，餐后一小时再来。', 'Wear loose clothes, and come an hour after eating.'], ['治疗师会把注意事项写给教练，您不用转述。', 'The therapist writes to the trainer what to mind; you need not pass it on.'], ['疼痛超过五分请立刻说停。', 'If pain passes five out of ten, say stop at once.']] },
]
