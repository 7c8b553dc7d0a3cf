export interface DistrictSeed {
  id: string
  zh: string
  en: string
  lat: number
  lng: number
  /** Streets on which people live and venues stand. */
  streets: [string, string][]
}

/** The sixteen districts of Shanghai, the centre first; coordinates of each one's busiest part. */
export const districts: readonly DistrictSeed[] = [
  { id: 'huangpu', zh: '黄浦区', en: 'Huangpu', lat: 31.2304, lng: 121.4846, streets: [['建国新路', 'Jianguo Xin Road'], ['西藏南路', 'South Xizang Road'], ['淡水路', 'Danshui Road']] },
  { id: 'xuhui', zh: '徐汇区', en: 'Xuhui', lat: 31.1883, lng: 121.4365, streets: [['天平路', 'Tianping Road'], ['漕溪北路', 'North Caoxi Road'], ['龙华中路', 'Middle Longhua Road']] },
  { id: 'changning', zh: '长宁区', en: 'Changning', lat: 31.2204, lng: 121.4246, streets: [['愚园路', 'Yuyuan Road'], ['仙霞路', 'Xianxia Road'], ['新华路', 'Xinhua Road']] },
  { id: 'jingan', zh: '静安区', en: 'Jing\'an', lat: 31.2286, lng: 121.4481, streets: [['武定路', 'Wuding Road'], ['大宁路', 'Daning Road'], ['新闸路', 'Xinzha Road']] },
  { id: 'putuo', zh: '普陀区', en: 'Putuo', lat: 31.2495, lng: 121.3956, streets: [['曹杨路', 'Caoyang Road'], ['金沙江路', 'Jinshajiang Road'], ['长寿路', 'Changshou Road']] },
  { id: 'hongkou', zh: '虹口区', en: 'Hongkou', lat: 31.2646, lng: 121.5051, streets: [['四川北路', 'North Sichuan Road'], ['欧阳路', 'Ouyang Road'], ['广中路', 'Guangzhong Road']] },
  { id: 'yangpu', zh: '杨浦区', en: 'Yangpu', lat: 31.2595, lng: 121.5259, streets: [['国权路', 'Guoquan Road'], ['控江路', 'Kongjiang Road'], ['大连路', 'Dalian Road']] },
  { id: 'minhang', zh: '闵行区', en: 'Minhang', lat: 31.1128, lng: 121.3817, streets: [['莘松路', 'Xinsong Road'], ['七莘路', 'Qixin Road'], ['沪闵路', 'Humin Road']] },
  { id: 'baoshan', zh: '宝山区', en: 'Baoshan', lat: 31.4053, lng: 121.4896, streets: [['牡丹江路', 'Mudanjiang Road'], ['共康路', 'Gongkang Road'], ['长逸路', 'Changyi Road']] },
  { id: 'jiading', zh: '嘉定区', en: 'Jiading', lat: 31.3747, lng: 121.2655, streets: [['清河路', 'Qinghe Road'], ['曹安公路', 'Cao\'an Highway'], ['博乐路', 'Bole Road']] },
  { id: 'pudong', zh: '浦东新区', en: 'Pudong', lat: 31.2217, lng: 121.5447, streets: [['潍坊路', 'Weifang Road'], ['花木路', 'Huamu Road'], ['昌里路', 'Changli Road']] },
  { id: 'jinshan', zh: '金山区', en: 'Jinshan', lat: 30.7419, lng: 121.3422, streets: [['卫零路', 'Weiling Road'], ['蒙山路', 'Mengshan Road'], ['龙胜路', 'Longsheng Road']] },
  { id: 'songjiang', zh: '松江区', en: 'Songjiang', lat: 31.0322, lng: 121.2277, streets: [['中山中路', 'Middle Zhongshan Road'], ['文诚路', 'Wencheng Road'], ['新松江路', 'Xin Songjiang Road']] },
  { id: 'qingpu', zh: '青浦区', en: 'Qingpu', lat: 31.1497, lng: 121.1242, streets: [['公园路', 'Gongyuan Road'], ['淀山湖大道', 'Dianshan Lake Avenue'], ['城中东路', 'East Chengzhong Road']] },
  { id: 'fengxian', zh: '奉贤区', en: 'Fengxian', lat: 30.9179, lng: 121.4741, streets: [['解放中路', 'Middle Jiefang Road'], ['南桥路', 'Nanqiao Road'], ['环城东路', 'East Huancheng Road']] },
  { id: 'chongming', zh: '崇明区', en: 'Chongming', lat: 31.6229, lng: 121.3975, streets: [['八一路', 'Bayi Road'], ['人民路', 'Renmin Road'], ['鼓浪屿路', 'Gulangyu Road']] },
]

/** Where a provider works, by the habits of the trade: crews keep to one side of the river and to the lines that they travel on. */
export const reaches = {
  centre: ['huangpu', 'xuhui', 'changning', 'jingan', 'putuo', 'hongkou', 'yangpu'],
  west: ['xuhui', 'changning', 'jingan', 'putuo', 'minhang', 'songjiang', 'qingpu'],
  east: ['pudong', 'huangpu', 'yangpu', 'hongkou', 'minhang', 'fengxian'],
  north: ['hongkou', 'yangpu', 'putuo', 'jingan', 'baoshan', 'jiading', 'chongming'],
  south: ['xuhui', 'minhang', 'songjiang', 'fengxian', 'jinshan', 'pudong'],
  inner: ['huangpu', 'xuhui', 'changning', 'jingan', 'putuo', 'hongkou', 'yangpu', 'pudong', 'minhang'],
  city: districts.map(({ id }) => id),
} as const satisfies Record<string, readonly string[]>

export type Reach = keyof typeof reaches
