export const surnames: readonly [string, string][] = [
  ['王', 'Wang'], ['李', 'Li'], ['张', 'Zhang'], ['刘', 'Liu'], ['陈', 'Chen'], ['杨', 'Yang'], ['赵', 'Zhao'], ['黄', 'Huang'], ['周', 'Zhou'], ['吴', 'Wu'],
  ['徐', 'Xu'], ['孙', 'Sun'], ['胡', 'Hu'], ['朱', 'Zhu'], ['高', 'Gao'], ['林', 'Lin'], ['何', 'He'], ['郭', 'Guo'], ['马', 'Ma'], ['罗', 'Luo'],
  ['梁', 'Liang'], ['宋', 'Song'], ['郑', 'Zheng'], ['谢', 'Xie'], ['韩', 'Han'], ['唐', 'Tang'], ['冯', 'Feng'], ['于', 'Yu'], ['董', 'Dong'], ['潘', 'Pan'],
  ['顾', 'Gu'], ['陆', 'Lu'], ['沈', 'Shen'], ['姚', 'Yao'], ['丁', 'Ding'], ['金', 'Jin'], ['钱', 'Qian'], ['俞', 'Yu'], ['施', 'Shi'], ['龚', 'Gong'],
]
export const womensNames: readonly [string, string][] = [
  ['秀英', 'Xiuying'], ['桂芳', 'Guifang'], ['丽萍', 'Liping'], ['红梅', 'Hongmei'], ['春燕', 'Chunyan'], ['玉兰', 'Yulan'], ['雪琴', 'Xueqin'], ['海燕', 'Haiyan'],
  ['晓燕', 'Xiaoyan'], ['美华', 'Meihua'], ['婷婷', 'Tingting'], ['静怡', 'Jingyi'], ['佳慧', 'Jiahui'], ['文君', 'Wenjun'], ['敏', 'Min'], ['洁', 'Jie'],
  ['巧云', 'Qiaoyun'], ['凤英', 'Fengying'], ['慧玲', 'Huiling'], ['雅琴', 'Yaqin'], ['梦洁', 'Mengjie'], ['思敏', 'Simin'], ['素珍', 'Suzhen'], ['月娥', 'Yue\'e'],
  ['莉', 'Li'], ['琳', 'Lin'], ['燕华', 'Yanhua'], ['彩霞', 'Caixia'], ['若兰', 'Ruolan'], ['蓓蕾', 'Beilei'],
]
export const mensNames: readonly [string, string][] = [
  ['建国', 'Jianguo'], ['志强', 'Zhiqiang'], ['国平', 'Guoping'], ['伟', 'Wei'], ['军', 'Jun'], ['海波', 'Haibo'], ['永康', 'Yongkang'], ['明辉', 'Minghui'],
  ['俊杰', 'Junjie'], ['浩然', 'Haoran'], ['德明', 'Deming'], ['卫东', 'Weidong'], ['根宝', 'Genbao'], ['阿龙', 'Along'], ['晓峰', 'Xiaofeng'], ['家豪', 'Jiahao'],
  ['文斌', 'Wenbin'], ['振华', 'Zhenhua'], ['立新', 'Lixin'], ['鸿飞', 'Hongfei'], ['子轩', 'Zixuan'], ['长林', 'Changlin'], ['勇', 'Yong'], ['涛', 'Tao'],
  ['学文', 'Xuewen'], ['守义', 'Shouyi'], ['一鸣', 'Yiming'], ['嘉伟', 'Jiawei'], ['天佑', 'Tianyou'], ['润生', 'Runsheng'],
]
