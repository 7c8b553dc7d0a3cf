import { bundle } from './bundle-seed.ts'
import type { BundleSeed } from './bundle-seed.ts'

/** Tourism with sports. */
export const outings: readonly BundleSeed[] = [
  bundle('lanes-and-tai-chi', 'walk-and-play', '晨练太极，弄堂慢走', 'Morning tai chi, then the lanes', '练完二十四式，跟本地人走三条弄堂，腿是热的，话是软的。', 'After the 24 forms a local leads you through three lanes with warm legs.', 'tai-chi >30-240 lane-walk'),
  bundle('bund-at-dawn-run', 'walk-and-play', '晨跑外滩', 'Run to the Bund', '跟团跑完五公里，再听讲解看懂江边二十栋老楼。', 'Five kilometres with the club, then the stories of twenty houses on the river.', 'run-club >30-240 bund-walk'),
  bundle('ride-and-eat', 'walk-and-play', '骑行之后，本帮小吃', 'Ride, then eat', '十五公里滨江骑完，五家小店各尝一口。', 'Fifteen riverside kilometres and then a bite at five small shops.', 'bike-ride >30-240 food-walk'),
  bundle('museum-and-badminton', 'walk-and-play', '看展打球的周末', 'Museum and badminton', '上午十件文物，下午两小时羽毛球，孩子大人都尽兴。', 'Ten objects in the morning and two hours of badminton in the afternoon.', 'museum-guide >30-300 badminton'),
  bundle('tea-and-baduanjin', 'walk-and-play', '八段锦与一盏茶', 'Eight Brocades and a cup of tea', '活络筋骨之后坐下品三款江南茶，一个安静的上午。', 'Loosen up, then sit down to three teas of Jiangnan: a quiet half-day.', 'baduanjin >same tea-tasting'),
  bundle('yoga-and-plane-trees', 'walk-and-play', '梧桐区的瑜伽日', 'Yoga under the plane trees', '拉开肩颈再散步，摄影师跟拍一路光影。', 'Shoulders open, a walk in the shade, and a photographer along the way.', 'yoga >30-300 lane-walk > portrait-walk?'),
  bundle('grandparents-city-day', 'walk-and-play', '带爸妈逛上海', 'Shanghai with your parents', '专车接上，博物馆慢讲解，傍晚水中关节操自选。', 'A car to the door, a slow museum tour and, if you like, warm-water exercise.', 'chauffeur >0-120 museum-guide >same aqua-class?'),
  bundle('swim-and-river-lights', 'walk-and-play', '游泳课后看夜江', 'Swim, then the river at night', '下午学一小时游泳，晚上登船看两岸灯光。', 'An hour of swimming in the afternoon and the lights from the boat at night.', 'swim-lesson >same river-cruise'),
  bundle('tennis-and-lanes', 'walk-and-play', '网球与洋房', 'Tennis and old villas', '教练带打九十分钟，再去梧桐区喝一杯。', 'Ninety minutes with a coach, then the plane-tree quarter.', 'tennis-lesson >30-300 lane-walk'),
  bundle('watertown-and-ride', 'walk-and-play', '水乡慢游，滨江慢骑', 'Water town and river ride', '头一天坐摇橹船，隔天沿江慢骑，两天两种水。', 'A rowing boat one day and the river path the next: two kinds of water.', 'watertown-day >+1-2@8-17 bike-ride'),
  bundle('family-portrait-weekend', 'walk-and-play', '全家福与羽毛球', 'Family portrait and badminton', '先在街角拍全家福，再去球馆疯跑两小时。', 'The family picture on a street corner, then two hours of running about on court.', 'portrait-walk >30-240 badminton'),
  bundle('dumplings-and-table-tennis', 'walk-and-play', '生煎加乒乓', 'Dumplings and ping-pong', '尝完小吃打乒乓，退役陪练让你三分。', 'Snacks first, then table tennis with a former city player who gives you three points.', 'food-walk >30-240 table-tennis'),
  bundle('first-week-in-shanghai', 'walk-and-play', '初到上海第一周', 'First week in Shanghai', '外滩讲解、苏河骑行、晚上坐船，三段认识一座城。', 'The Bund explained, the creek by bike, the river by night: a city in three parts.', 'bund-walk >+1-2 bike-ride >+0-2@18-22 river-cruise'),
  bundle('morning-court-evening-cruise', 'walk-and-play', '白天打球，夜里看灯', 'Court by day, lights by night', '和朋友打两小时羽毛球，冲个澡去坐夜游船。', 'Two hours of badminton with friends, a shower, and the night boat.', 'badminton >same river-cruise'),
  bundle('walk-before-the-match', 'match-weekend', '赛前逛弄堂', 'A walk before the match', '开场前走一段老街热身，跟领队一起进看台。', 'A walk through the lanes to warm up, then into the stand with the steward.', 'lane-walk~? >30-300 match-seat'),
  bundle('snacks-and-kick-off', 'match-weekend', '小吃垫肚，准时开球', 'Snacks and kick-off', '五家老店吃到七分饱，进场喊满九十分钟。', 'Five old shops, not quite full, then ninety minutes of shouting.', 'food-walk >30-300 match-seat'),
  bundle('match-and-river', 'match-weekend', '看完球去吹江风', 'The match, then the river', '下午看球，晚上坐船，赢了庆祝输了也散心。', 'A match in the afternoon and the boat at night, to celebrate or to forget.', 'match-seat >same river-cruise'),
  bundle('kids-first-match', 'match-weekend', '孩子的第一场球', 'A child’s first match', '上午博物馆寻宝，下午坐进主场看台，围巾归孩子。', 'A treasure hunt in the museum, the home end in the afternoon, and the scarf is theirs.', 'museum-guide >30-300 match-seat'),
  bundle('play-then-watch', 'match-weekend', '先踢开腿，再看别人踢', 'Play first, watch after', '两小时羽毛球热身，再去现场看真正的比赛。', 'Two hours of badminton, then a real match from the stand.', 'badminton >30-300 match-seat'),
  bundle('away-fan-weekend', 'match-weekend', '客队球迷周末', 'A weekend for away fans', '看球、逛外滩、坐夜船，远道来一次不白来。', 'The match, the Bund and the boat: worth the journey.', 'match-seat >+1-1@9-17 bund-walk >same river-cruise?'),
  bundle('matchday-with-dad', 'match-weekend', '陪老爸看场球', 'A match with Dad', '专车接送、少走台阶，散场后找家茶室坐坐。', 'A car there, few steps, and a pot of tea on another day to talk it over.', 'chauffeur >0-180 match-seat >+1-6 tea-tasting?'),
  bundle('runners-derby', 'match-weekend', '跑者的德比日', 'Derby day for runners', '早上跟团跑，下午看德比，两次心跳。', 'The club in the morning, the derby later in the day: two heartbeats.', 'run-club >same match-seat'),
  bundle('stadium-photo-walk', 'match-weekend', '球场外的照片', 'Pictures before the gate', '穿上球衣拍一组街头大片，再随领队进场。', 'A set of street pictures in the shirt, then in with the steward.', 'portrait-walk~ >30-300 match-seat'),
  bundle('couples-match-tea', 'match-weekend', '一个看球，一个品茶', 'One watches, one tastes', '各取所爱：先一起走外滩，再分头看球或喝茶。', 'The Bund together, and then a match for one and a tea table for the other.', 'bund-walk >30-300 match-seat >+0-7 tea-tasting?'),
  bundle('sore-legs-sunday', 'match-weekend', '看完球，松松腿', 'After the match, the massage', '站着喊了两小时，隔天推拿一次再上班。', 'Two hours on your feet, and a massage before Monday.', 'match-seat >+1-2 tcm-massage'),
  bundle('two-matches-one-walk', 'match-weekend', '连看两场的周末', 'Two matches, one walk', '周中一场周末一场，中间跟讲解员走一回弄堂。', 'One midweek, one at the weekend, and the lanes in between.', 'match-seat >+1-3 lane-walk >+0-4 match-seat'),
]
