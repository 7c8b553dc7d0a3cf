/** A second sentence for an offering: how this provider goes about it. */
export const offeringNotes: readonly [zh: string, en: string][] = [
  ['尽量安排同一位师傅，换人提前一天告知。', 'The same person comes whenever possible; a change is announced the day before.'],
  ['到达前半小时会发消息。', 'You get a message half an hour before arrival.'],
  ['结束后当面验收，有疑问当场处理。', 'You check the result together before anyone leaves.'],
  ['工具和耗材都自带，不另收费。', 'Tools and supplies are included.'],
  ['会讲上海话，和老人沟通没有隔阂。', 'Shanghainese is spoken, so that elders feel at ease.'],
  ['首次到访会多留一刻钟了解情况。', 'The first visit allows fifteen extra minutes to get to know you.'],
  ['每月抽查回访，评分低于四星免费重做。', 'Visits are spot-checked every month, and anything below four stars is done again for free.'],
  ['价格写清楚，不推销，不办卡。', 'A clear price: nothing is sold on the side.'],
  ['保险已含在价格内。', 'Insurance is part of the price.'],
  ['特殊需要可以在备注里写明，我们会提前准备。', 'Tell us about special needs in the notes and we come prepared.'],
  ['英文沟通没有问题。', 'English is no problem.'],
  ['遇到雷雨台风可以免费改期。', 'In a thunderstorm or typhoon you can move it for free.'],
]
