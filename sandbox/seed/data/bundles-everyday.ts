import { bundle } from './bundle-seed.ts'
import type { BundleSeed } from './bundle-seed.ts'

/** Property management with daily-life services. */
export const everydayBundles: readonly BundleSeed[] = [
  bundle('two-hour-list', 'fix-and-run', '两小时清单', 'The two-hour list', '师傅在家修，跑腿在外取，攒了一个月的杂事一次清零。', 'One fixes at home, one fetches outside: a month of small things gone in two hours.', 'handyman + errands'),
  bundle('tap-and-laundry', 'fix-and-run', '修龙头，顺带收衣', 'Tap mended, laundry gone', '等水电师傅的空当，洗衣袋也有人拎走。', 'While the plumber works somebody carries off the laundry bag.', 'leak-check + laundry-pickup'),
  bundle('lights-out-dinner-on', 'fix-and-run', '跳闸那天也有热饭', 'Dinner even when the fuse blows', '电工排查线路，随后厨师上门，四菜一汤照常开席。', 'An electrician finds the fault and a cook follows: four dishes and a soup as planned.', 'electric-check >0-90 home-cook'),
  bundle('lock-and-parcels', 'fix-and-run', '换锁取件一趟走', 'New lock, parcels in', '换好智能锁，驿站的大件直接搬进门。', 'A smart lock goes in and the big parcels come up from the station.', 'lock-change >0-60 parcels'),
  bundle('shelf-and-shopping', 'fix-and-run', '装好层架，买好菜', 'Shelf up, shopping in', '打孔装架的时候，另一个人替您逛完菜场。', 'While the shelf goes up, someone else does the market for you.', 'furniture-fit + errands > home-cook?'),
  bundle('pest-and-pet', 'fix-and-run', '除虫日，狗狗先出门', 'Pest control while the dog is out', '消杀师傅点药，遛狗员带它去公园，两小时后一起回家。', 'Bait goes down while the dog goes to the park, and both are done in time.', 'pest-control + dog-walk'),
  bundle('garage-morning', 'fix-and-run', '车库里的上午', 'A morning in the garage', '洗车、查充电桩线路、修好车库小门，不出小区全办完。', 'Car washed, charger wiring checked and the little door mended without leaving the compound.', 'car-wash + electric-check > handyman?'),
  bundle('elder-errand-and-fix', 'fix-and-run', '替爸妈跑腿修灯', 'Lamps and errands for your parents', '配药、缴费、换灯泡，远方的儿女点一下就安排好。', 'Prescriptions, bills and bulbs for your parents, arranged from wherever you are.', 'errands + handyman'),
  bundle('party-night-rescue', 'fix-and-run', '请客前的救场', 'Rescue before the party', '疏通下水、修好吊灯，再请私厨掌勺，客人只看见笑脸。', 'Drain cleared, lamp fixed, a chef at the stove: guests notice only the dinner.', 'leak-check + handyman > home-cook'),
  bundle('moving-parcels-fix', 'fix-and-run', '新居落脚周', 'Settling-in week', '先装家具、换锁，两三天后快递到齐再帮您搬上楼。', 'Furniture and lock first; when the parcels have all come they are carried up.', 'furniture-fit + lock-change >+2-3 parcels'),
  bundle('curtains-off-pipes-done', 'fix-and-run', '拆帘修窗两不误', 'Curtains off, windows mended', '窗帘送洗当口，师傅把合页和滑轨修顺。', 'With the curtains away, hinges and rails are put right.', 'curtain-wash + handyman'),
  bundle('sunday-reset', 'fix-and-run', '周日归位', 'Sunday reset', '衣服送洗、花草修剪、冰箱备菜，周一轻装上阵。', 'Laundry out, plants trimmed, fridge filled: Monday starts light.', 'laundry-pickup + plant-care > home-cook'),
  bundle('leak-insurance-errand', 'fix-and-run', '漏水理赔跑一趟', 'Leak fixed, claim filed', '测漏修复留证，跑腿代交保险材料，不用您排队。', 'Leak found, mended and documented; a runner hands in the insurance papers.', 'leak-check >same errands'),
  bundle('cat-and-home-watch', 'away-from-home', '出差三天，猫和房子都好', 'Three days away, cat and home well', '当天巡房喂猫，隔天再来一次，每次一段视频。', 'A visit to home and cat on the day, another the day after, and a video each time.', 'vacant-care + cat-visit >+1-1 cat-visit'),
  bundle('spring-festival-away', 'away-from-home', '返乡过年托管', 'Home for the festival', '关水断电巡检，绿植养护，回来那天备好热菜。', 'Water and power made safe, plants looked after, and a warm dinner for the day you return.', 'home-check + plant-care >+5-8 vacant-care >+1-3@15-20 home-cook?'),
  bundle('abroad-monthly', 'away-from-home', '旅居海外看房月套餐', 'Monthly watch for owners abroad', '开窗通风、养花、收信寄件，时差那头也放心。', 'Air, plants and post, reported across the time zones.', 'vacant-care + plant-care > parcels'),
  bundle('airport-and-key', 'away-from-home', '送机交钥匙', 'Airport and keys', '专车送您去机场，管家同时到家交接，一路不操心。', 'A car to the airport while the keeper takes over at home.', 'chauffeur + vacant-care'),
  bundle('long-weekend-dog', 'away-from-home', '长周末，狗狗在自己家', 'A long weekend, the dog at home', '早晚各遛一次，隔天换班，顺便取快递浇花。', 'A walk, another the next day, and parcels and plants along the way.', 'dog-walk + plant-care? >+1-1 dog-walk > parcels'),
  bundle('return-home-fresh', 'away-from-home', '回家前夜', 'The night before you return', '通风、换洗窗帘、买好牛奶鸡蛋，推门就是家的味道。', 'Rooms aired, curtains washed, milk and eggs in: open the door and you are home.', 'vacant-care + curtain-wash > errands'),
  bundle('hospital-stay-home-watch', 'away-from-home', '住院期间看家', 'Home watch during a hospital stay', '家里有人通风喂猫，跑腿往病房送换洗衣物。', 'Home aired, cat fed, and fresh clothes taken to the ward.', 'vacant-care + cat-visit > errands'),
  bundle('empty-flat-for-sale', 'away-from-home', '空房待售', 'Empty and for sale', '巡检、除虫、绿植点缀，带看前一小时再开窗。', 'Checked, treated and dressed with plants, then aired on viewing day.', 'home-check + pest-control >+1-3 plant-care + vacant-care'),
  bundle('parcel-season', 'away-from-home', '大促包裹代管', 'Parcel season, handled', '出差赶上大促：快递有人收进门，家具装好等您。', 'The sales come while you travel: parcels are taken in and the furniture stands when you return.', 'parcels >same furniture-fit'),
  bundle('water-shutdown-watch', 'away-from-home', '停水检修有人守', 'Someone there when the water is off', '物业停水检修，替您守家、测压、回水后放一遍管。', 'During the building’s works someone waits, tests the pressure and flushes the pipes.', 'leak-check >same vacant-care'),
  bundle('key-holder-trial', 'away-from-home', '钥匙管家体验', 'Try a key holder', '换锁芯、办交接、看一次房，先试一回再托付。', 'New cylinder, handover and one visit: try it before you trust it.', 'lock-change > vacant-care'),
  bundle('car-and-cat', 'away-from-home', '车要洗，猫要喂', 'Car washed, cat fed', '车停库里洗好，猫在家里陪玩，出门的人只管开会。', 'Car washed in the garage and cat entertained at home while you sit in meetings.', 'car-wash + cat-visit > home-check?'),
  bundle('summer-camp-home', 'away-from-home', '暑假全家出游', 'The whole family on holiday', '出发日巡检断水，一周后养护绿植、修好要修的，回家像刚打理过。', 'Checked and shut off on departure; a week later plants and repairs, and home feels cared for.', 'home-check >+6-8 plant-care + handyman'),
]
