import type { Reach } from './places.ts'

export interface ProviderSeed {
  slug: string
  name: [zh: string, en: string]
  about: [zh: string, en: string]
  /** The district of its office and of its rooms, courts and pools. */
  home: string
  reach: Reach
  founded: number
  /** Keys of services; one offering each. */
  services: string
  /** The one that it looks at before it confirms, though others sell it at once. */
  onRequest?: string
}

const provider = (
  slug: string, zh: string, en: string, home: string, reach: Reach, founded: number, services: string, aboutZh: string, aboutEn: string,
): ProviderSeed => ({ slug, name: [zh, en], about: [aboutZh, aboutEn], home, reach, founded, services })

export const providers: readonly ProviderSeed[] = [
  // Homes and elders
  { ...provider('jiahe', '家和到家', 'Jiahe Homecare', 'xuhui', 'inner', 2011, 'home-clean companion daily-care elder-meal deep-clean', '保洁和照护是同一支队伍，家里换谁来都认得老人。', 'Cleaning and care from one team, so that whoever comes already knows your parents.'), onRequest: 'deep-clean' },
  provider('ankang', '安康里', 'Ankang Lane', 'changning', 'centre', 2009, 'daily-care assisted-bath companion hospital-escort haircut-home', '长宁老牌居家照护站，护理长每月回访一次。', 'A long-standing home care station in Changning whose head carer calls on every family each month.'),
  provider('qingyuan', '清源保洁', 'Clearspring Cleaning', 'putuo', 'centre', 2013, 'home-clean deep-clean kitchen-clean window-clean', '按平米报价、按清单验收，不满意当天返工。', 'Quoted by the square metre, checked off a list, and done again the same day if it is not right.'),
  provider('yinling', '银铃照护', 'Silver Bell Care', 'hongkou', 'centre', 2014, 'companion memory-hour daily-care elder-meal', '专注认知症家庭，陪伴员都受过记忆照护训练。', 'For families living with dementia; every companion is trained in memory care.'),
  provider('mingchuang', '明窗家政', 'Bright Window', 'jingan', 'inner', 2012, 'home-clean window-clean curtain-wash organise kitchen-clean', '窗明几净是本行，老公房的木窗也擦得亮。', 'Clear glass is the trade, old wooden casements included.'),
  provider('afu', '阿福管家', 'Afu Stewards', 'pudong', 'east', 2015, 'home-clean deep-clean home-check leak-check child-sitting school-run', '浦东的家庭管家，保洁和巡检一张单子排好。', 'House stewards for Pudong, with cleaning and checks on one schedule.'),
  provider('xiaoshun', '孝顺家', 'Xiaoshun Family', 'minhang', 'west', 2016, 'companion daily-care hospital-escort elder-meal safe-home', '替走不开的儿女陪爸妈看病、吃饭、过周末。', 'Stands in for children who cannot get away: clinic days, meals and weekends with parents.'),
  provider('wenxin', '温馨浴', 'Warmwater Bathing', 'yangpu', 'inner', 2017, 'assisted-bath haircut-home companion safe-home', '助浴车和护理员一起到，洗得暖、起得稳。', 'Bath chair, heater and two carers: warm water and a steady hand.'),
  provider('chengjie', '城洁', 'Chengjie City Clean', 'baoshan', 'north', 2010, 'home-clean deep-clean appliance-clean aircon-clean pest-control', '北上海的保洁队，油烟机空调一趟洗好。', 'Cleaning crews for the north of the city; hoods and air-conditioners in the same visit.'),
  provider('lehuo', '乐活长者', 'Lehuo Seniors', 'songjiang', 'west', 2018, 'companion daily-care memory-hour balance-class', '把照护和活动排在一起，让长者每周有盼头。', 'Care and activity in one week, so that there is always something to look forward to.'),
  provider('huajie', '花姐整理', 'Sister Hua\'s Order', 'xuhui', 'inner', 2019, 'organise home-clean deep-clean', '三位整理师带出来的团队，先问习惯再动柜子。', 'Grown from three organisers who ask about habits before they open a cupboard.'),
  provider('fangxin', '放心照护', 'Fangxin Care', 'huangpu', 'inner', 2008, 'daily-care companion assisted-bath elder-meal nurse-visit', '护理员平均从业九年，夜间也有人接电话。', 'Carers with nine years behind them on average, and a voice on the phone at night.'),
  provider('shenqi', '申启搬家', 'Shenqi Movers', 'minhang', 'inner', 2006, 'small-move furniture-fit deep-clean', '轻搬重装都是自己的师傅，不转包不临时加价。', 'Own movers for light loads and heavy: no subcontracting, no extra charge at the door.'),
  provider('baobei', '宝贝在家', 'Baobei at Home', 'pudong', 'inner', 2016, 'child-sitting school-run home-clean elder-meal', '育儿员与保洁员同进同出，双职工家庭用得最多。', 'Sitters and cleaners on the same round, made for two working parents.'),
  provider('xinfeng', '新风电器清洗', 'Newwind Appliance Care', 'yangpu', 'inner', 2014, 'aircon-clean appliance-clean kitchen-clean', '蒸汽设备自研，洗后风量温度写在卡上。', 'Own steam equipment; airflow and temperature after the wash are written on a card.'),
  provider('shunan', '顺安适老', 'Shun’an Age-ready Homes', 'changning', 'inner', 2018, 'safe-home handyman electric-check haircut-home', '适老改造从一根扶手做起，量到人再动工。', 'Making homes fit for age, beginning with one rail measured to one person.'),
  // Buildings
  provider('anju', '安居管家', 'Anju House Managers', 'pudong', 'inner', 2009, 'home-check vacant-care leak-check electric-check plant-care', '像物业经理一样替业主盯房子，每次都有视频。', 'Watches a home as a building manager would, with a video of every visit.'),
  provider('shuidian', '老周水电', 'Old Zhou\'s Plumbing', 'xuhui', 'inner', 1998, 'leak-check electric-check handyman', '周师傅带了三代徒弟，公房旧管道最拿手。', ''),
  provider('bihu', '壁虎检修', 'Gecko Repairs', 'jingan', 'centre', 2017, 'leak-check electric-check home-check lock-change', '夜间十点前都有人，报修半小时内回电。', 'On call until ten at night; every report is called back within half an hour.'),
  provider('qingwei', '清卫消杀', 'Qingwei Pest Control', 'hongkou', 'inner', 2005, 'pest-control home-check deep-clean', '疾控培训出身，药剂名称和用量写得明明白白。', 'Trained in public health; every product and dose is written down.'),
  provider('lvting', '绿庭园艺', 'Green Court Gardens', 'minhang', 'inner', 2012, 'plant-care vacant-care window-clean', '阳台、天井和小院子，四季都有花看。', 'Balconies, light wells and small yards with something in flower all year.'),
  provider('suoba', '锁博士', 'Dr Lock', 'putuo', 'inner', 2007, 'lock-change handyman electric-check', '备案锁匠，师傅照片和工号先发给您再上门。', 'Registered locksmiths; you get the photo and number before anyone rings the bell.'),
  provider('kongfang', '空房管家', 'Empty Nest Keepers', 'changning', 'west', 2019, 'vacant-care home-check home-clean plant-care', '房子空着也要有人气，回国那天灯亮着。', 'A home that stands empty still needs somebody; the lights are on when you land.'),
  provider('dongwu', '东屋物业', 'Eastroom Property', 'pudong', 'east', 2003, 'home-check leak-check pest-control aircon-clean car-wash', '管过四十个小区的团队，户内的事也接得住。', 'Having run forty compounds, the team now looks after what is behind the front door too.'),
  provider('beiqiao', '北桥工程', 'Northbridge Works', 'baoshan', 'north', 2001, 'leak-check electric-check home-check handyman', '宝山嘉定一小时到，配件车上都有。', 'Within the hour in Baoshan and Jiading, with the parts on the van.'),
  provider('songtai', '松泰家维', 'Songtai Home Upkeep', 'songjiang', 'south', 2011, 'handyman leak-check home-clean home-check plant-care', '西南片区的小修小补，一年一签省心。', 'Small upkeep for the south-west of the city, on a yearly round if you like.'),
  provider('yingrun', '莹润清洗', 'Yingrun Wash', 'fengxian', 'south', 2015, 'curtain-wash deep-clean home-clean aircon-clean window-clean', '布艺和空调一起洗，换季只约一次。', 'Fabrics and air-conditioners in one appointment at the turn of the season.'),
  provider('ruju', '入居', 'Ruju Move-in', 'hongkou', 'centre', 2018, 'deep-clean lock-change furniture-fit home-check small-move organise', '拿到钥匙之后的一周，交给我们。', 'The week after you get the keys is our business.'),
  // Everyday
  provider('linjia', '邻家师傅', 'Next-door Fixers', 'putuo', 'inner', 2014, 'handyman furniture-fit leak-check lock-change small-move', '社区师傅，工具箱齐全，小活不嫌小。', 'Fixers from the neighbourhood with a full box of tools; no job is too small.'),
  provider('baixi', '白皙洗衣', 'Baixi Laundry', 'jingan', 'inner', 2003, 'laundry-pickup curtain-wash', '老字号洗衣房，羊绒真丝单件手洗。', 'An old laundry where cashmere and silk are still washed by hand.'),
  provider('zaotang', '灶堂私厨', 'Stovehall Kitchen', 'huangpu', 'inner', 2016, 'home-cook elder-meal diet-plan', '退下来的国营饭店师傅，一手浓油赤酱也会清淡。', 'Retired state-restaurant chefs: rich and red, or light when the doctor says so.'),
  provider('xunlu', '驯鹿跑腿', 'Reindeer Errands', 'xuhui', 'inner', 2017, 'errands parcels laundry-pickup chauffeur cat-visit', '固定跑腿员，认得门卫也认得药店。', 'The same runner each time, who knows the doorman and the pharmacist.'),
  provider('maomao', '毛毛管家', 'Maomao Pet Sitters', 'changning', 'inner', 2018, 'dog-walk cat-visit', '每位照料员都养过自己的猫狗。', 'Every sitter has raised a cat or a dog of their own.'),
  provider('qingche', '轻车洗护', 'Lightcar Wash', 'minhang', 'inner', 2016, 'car-wash chauffeur', '车库里就能洗，不用排队开出去。', 'Washed in your own garage, with no queue to drive to.'),
  provider('hutong', '沪通专车', 'Hutong Cars', 'pudong', 'city', 2010, 'chauffeur hospital-escort errands car-wash', '带轮椅位的车队，司机都学过搀扶。', 'Cars with room for a wheelchair and drivers who have learnt to lend an arm.'),
  provider('yiriwei', '一日味', 'Daily Flavour', 'yangpu', 'inner', 2019, 'home-cook elder-meal errands', '按周排菜，老人孩子各有一份清单。', 'Menus by the week, with one list for elders and one for children.'),
  provider('shouyi', '手艺人维修', 'Shouyi Repair', 'hongkou', 'north', 2012, 'handyman furniture-fit electric-check parcels', '修得好先修，修不好不收工时费。', 'Mended if it can be mended, and no labour charged if it cannot.'),
  provider('sulu', '速路生活', 'Sulu Living', 'baoshan', 'north', 2018, 'errands parcels home-cook laundry-pickup home-clean dog-walk', '宝山嘉定的生活小队，楼下就有站点。', 'An everyday crew for Baoshan and Jiading, with a stop at the foot of your building.'),
  provider('nanwan', '南湾生活', 'Southbay Living', 'fengxian', 'south', 2017, 'errands home-cook parcels handyman laundry-pickup', '南片乡镇也送，阿姨都是本地人。', 'Serves the southern towns too, with people who live there.'),
  provider('buyi', '布衣洗护', 'Plaincloth Care', 'songjiang', 'west', 2014, 'laundry-pickup curtain-wash parcels dog-walk cat-visit', '布草和日常衣物分开洗，洗前拍照留底。', 'Household linen and clothes washed apart, with photos before.'),
  // Seeing the city
  provider('wutong', '梧桐行走', 'Plane Tree Walks', 'xuhui', 'inner', 2015, 'lane-walk bund-walk food-walk portrait-walk', '讲解员都是本地人，故事从自家弄堂讲起。', 'Guides born here, whose stories begin in their own lanes.'),
  provider('shuying', '疏影文旅', 'Shuying Heritage', 'huangpu', 'inner', 2013, 'museum-guide lane-walk tea-tasting bund-walk', '和博物馆退休馆员一起做的慢讲解。', 'Slow tours made together with retired curators.'),
  provider('puyou', '浦游船', 'Puyou Cruises', 'huangpu', 'inner', 2004, 'river-cruise bund-walk food-walk', '两条电动游船，夜里安静，风也轻。', 'Two electric boats, quiet at night.'),
  provider('jiangnan', '江南一日', 'Jiangnan Daytrips', 'qingpu', 'west', 2011, 'watertown-day lane-walk food-walk', '青浦人带你走水乡，避开人最多的那条街。', 'People from Qingpu show you the water towns and avoid the crowded street.'),
  provider('zhiwei', '知味里', 'Zhiwei Lane Food', 'hongkou', 'inner', 2016, 'food-walk tea-tasting portrait-walk', '只带十个人，店老板都叫得出名字。', 'Ten guests at most, at shops where we know the owners by name.'),
  provider('guangying', '光影随行', 'Light & Walk', 'jingan', 'inner', 2017, 'portrait-walk lane-walk bund-walk', '摄影师走在前面半步，你只管看风景。', 'The photographer stays half a step ahead; you only look at the city.'),
  provider('manyou', '慢游长者团', 'Slow Tours for Elders', 'changning', 'west', 2012, 'watertown-day museum-guide lane-walk chauffeur tea-tasting', '全程少台阶、多座位，轮椅也走得通。', 'Few steps, many seats, and routes that a wheelchair can take.'),
  provider('haipai', '海派博物', 'Haipai Museums', 'pudong', 'inner', 2018, 'museum-guide bund-walk river-cruise', '给孩子的讲解另写一份稿子。', 'Children get a script of their own.'),
  // Moving
  provider('heqi', '和气太极', 'Heqi Tai Chi', 'xuhui', 'inner', 2007, 'tai-chi baduanjin balance-class', '杨氏太极三代传承，公园和室内各有一班。', 'Yang-style tai chi in the third generation, in the park and indoors.'),
  provider('lanting', '澜亭泳馆', 'Lanting Pool', 'changning', 'inner', 2012, 'aqua-class swim-lesson personal-training', '恒温三十二度小池，水质每两小时公示。', 'A small pool kept at 32 °C, with the water readings posted every two hours.'),
  provider('yudong', '羽动馆', 'Yudong Courts', 'putuo', 'inner', 2014, 'badminton table-tennis personal-training match-seat', '十二片塑胶场，灯光不刺眼。', 'Twelve sprung courts with light that does not dazzle.'),
  provider('binjiang', '滨江骑行社', 'Riverside Riders', 'pudong', 'east', 2016, 'bike-ride run-club personal-training', '沿江四十五公里都骑熟，慢骑也有人陪。', 'Forty-five kilometres of river path known by heart, and company for slow riders.'),
  provider('qiushe', '申江球社', 'Shenjiang Matchday', 'hongkou', 'inner', 2010, 'match-seat badminton run-club table-tennis', '陪球迷看了十四个赛季，散场总在同一盏灯下集合。', 'Fourteen seasons with the fans, who still meet under the same lamp after the whistle.'),
  provider('jingxin', '静心瑜伽', 'Jingxin Yoga', 'jingan', 'inner', 2015, 'yoga baduanjin talk-hour tai-chi', '十四人小班，辅具人手一套。', 'Classes of fourteen with a full set of props each.'),
  provider('wangqiu', '红土网球', 'Red Clay Tennis', 'minhang', 'inner', 2013, 'tennis-lesson badminton personal-training', '闵行老球场翻新，红土和硬地都有。', 'An old Minhang club made new, with clay and hard courts.'),
  provider('huoli', '活力长者运动', 'Huoli Active Ageing', 'yangpu', 'north', 2018, 'balance-class tai-chi table-tennis baduanjin', '运动处方由康复师开，量力而行。', 'Exercise prescribed by a physiotherapist, within what the body can do.'),
  provider('suhe', '苏河骑跑', 'Suhe Ride & Run', 'putuo', 'inner', 2019, 'bike-ride run-club yoga', '苏州河十几座桥，一座一座跑过去。', 'Suzhou Creek, bridge after bridge.'),
  provider('kuailu', '快鹿体能', 'Swift Deer Fitness', 'songjiang', 'west', 2017, 'personal-training balance-class tennis-lesson aqua-class swim-lesson', '上门和场馆都教，第一次只评估不卖课。', 'At home or at the club; the first visit assesses and sells nothing.'),
  // Health
  provider('renxin', '仁心护理', 'Renxin Nursing', 'xuhui', 'inner', 2010, 'nurse-visit wound-care blood-draw physio-home', '三甲医院护士带队，护理计划家属可查。', 'Led by nurses from a teaching hospital; families can read the plan of care.'),
  provider('kangfu', '步健康复', 'Bujian Rehab', 'changning', 'inner', 2013, 'physio-home physio-clinic balance-class', '卒中和关节术后康复，目标写成一句话。', 'Rehabilitation after stroke and joint surgery, with the goal written in one sentence.'),
  provider('yihe', '颐和中医馆', 'Yihe Chinese Medicine', 'jingan', 'inner', 1996, 'tcm-massage moxa-home diet-plan', '坐堂医师六位，推拿先问诊后上手。', 'Six resident doctors who ask before they press.'),
  provider('mingzhu', '明珠体检', 'Pearl Health Checks', 'pudong', 'inner', 2008, 'health-check blood-draw diet-plan talk-hour', '半天做完一年的检查，报告有人当面讲。', 'A year of checks in half a day, and someone to explain the report in person.'),
  provider('ningxin', '宁心咨询', 'Ningxin Counselling', 'huangpu', 'inner', 2015, 'talk-hour yoga', '也为照顾老人的子女留了位置。', 'With hours kept for those who look after their parents.'),
  provider('huaan', '华安护理站', 'Hua\'an Nursing Station', 'baoshan', 'north', 2012, 'nurse-visit wound-care blood-draw moxa-home daily-care', '社区护理站，北片区四十分钟内到。', 'A community nursing station for the north, within forty minutes.'),
  provider('fumin', '福民健康', 'Fumin Health', 'minhang', 'west', 2014, 'nurse-visit physio-home health-check diet-plan daily-care', '全科医生坐镇，上门的数据直接进档案。', 'A family doctor in charge; what is measured at home goes straight into the file.'),
  provider('xingqiao', '行桥运动医学', 'Xingqiao Sports Medicine', 'yangpu', 'inner', 2018, 'physio-clinic tcm-massage personal-training', '给跑者和球友看伤，能练的时候不让你停。', 'For runners and players: treated so that you stop no longer than you must.'),
  provider('tongan', '童安护理', 'Tong’an Family Nursing', 'pudong', 'east', 2016, 'nurse-visit blood-draw wound-care child-sitting physio-home school-run', '老人孩子都看，浦东三十分钟到门口。', 'For the old and the young, at the door within thirty minutes in Pudong.'),
  provider('pingan-lu', '平安路诊所', 'Ping’an Road Clinic', 'hongkou', 'inner', 2005, 'tcm-massage physio-clinic health-check hospital-escort moxa-home', '街坊诊所，牌子旧，设备新。', 'A neighbourhood clinic with an old sign and new equipment.'),
]
