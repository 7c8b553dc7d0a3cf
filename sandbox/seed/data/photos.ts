/** A photo of an offering: which scene is drawn, in which light, and what it shows in words. */
export interface PhotoSeed {
  provider: string
  service: string
  scene: 'room' | 'kitchen' | 'tea' | 'meal' | 'care'
  light: 'morning' | 'noon' | 'evening'
  zh: string
  en: string
}

const photo = (
  provider: string, service: string, scene: PhotoSeed['scene'], light: PhotoSeed['light'], zh: string, en: string,
): PhotoSeed => ({ provider, service, scene, light, zh, en })

export const photos: readonly PhotoSeed[] = [
  photo('jiahe', 'home-clean', 'room', 'morning', '打扫后的客厅，窗明几净，沙发旁放着一盆绿植。', 'A living room after cleaning: a clear window, a sofa and a plant beside it.'),
  photo('jiahe', 'home-clean', 'kitchen', 'noon', '擦干净的灶台，水壶在炉上。', 'A wiped stove with a kettle on it.'),
  photo('jiahe', 'companion', 'tea', 'evening', '靠窗的小桌，两杯热茶。', 'A small table by the window with two cups of hot tea.'),
  photo('jiahe', 'daily-care', 'care', 'morning', '床边铺好的被子，床头放着水杯和药盒。', 'A made bed with a glass of water and a pill box beside it.'),
  photo('jiahe', 'elder-meal', 'meal', 'noon', '桌上一荤两素一汤。', 'One meat, two vegetables and a soup on a table.'),
  photo('ankang', 'daily-care', 'care', 'evening', '傍晚的卧室，床头灯亮着。', 'A bedroom in the evening with the bedside lamp on.'),
  photo('fangxin', 'elder-meal', 'meal', 'evening', '晚饭摆上了桌，汤还冒着热气。', 'Dinner on the table, the soup still steaming.'),
]
