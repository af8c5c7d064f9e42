import type { Task } from './case.ts'
import type { Language } from './label.ts'

/** A sentence to begin an impression with. `…` is left for the reader to fill in. */
export type Phrase = Readonly<Record<Language, string>>

export const blank = '…'

const limited: Phrase = { 'zh-CN': '图像质量限制判读：…。', en: 'Reading is limited by the picture: ….' }

/** In the order of the menu. They name what is seen; what follows from it is the reader's to say. */
export const phrasesOf: Readonly<Record<Task, readonly Phrase[]>> = {
  tongue: [
    { 'zh-CN': '舌质…，苔…；结合其他诊法，辨证为…。', en: 'Tongue body …, coating …; with the other examinations, pattern: ….' },
    { 'zh-CN': '舌象未见明显异常。', en: 'No marked abnormality of the tongue.' },
    { 'zh-CN': '舌淡胖有齿痕，苔白，舌象倾向气虚或痰湿，须结合脉症。', en: 'Pale, enlarged tongue with tooth marks and white coating: tends to qi deficiency or phlegm-damp, to be judged with pulse and symptoms.' },
    { 'zh-CN': '舌红苔黄腻，舌象倾向湿热，须结合脉症。', en: 'Red tongue with yellow greasy coating: tends to damp-heat, to be judged with pulse and symptoms.' },
    { 'zh-CN': '舌红少苔或有裂纹，舌象倾向阴虚，须结合脉症。', en: 'Red tongue with little coating or cracks: tends to yin deficiency, to be judged with pulse and symptoms.' },
    { 'zh-CN': '舌质紫暗或有瘀点，舌象倾向血瘀，须结合脉症。', en: 'Dark purple tongue or stasis points: tends to blood stasis, to be judged with pulse and symptoms.' },
    { 'zh-CN': '与…的舌象相比：…。', en: 'Compared with the tongue of …: ….' },
    limited,
  ],
  chestxray11: [
    { 'zh-CN': '气管插管尖端位于隆突上方 … cm。', en: 'Endotracheal tube: tip … cm above the carina.' },
    { 'zh-CN': '鼻胃管尖端位于膈下…，侧孔…。', en: 'Nasogastric tube: tip below the diaphragm, …; side port ….' },
    { 'zh-CN': '中心静脉导管（…侧）尖端位于…。', en: 'Central venous catheter (… side): tip ….' },
    { 'zh-CN': 'Swan-Ganz 导管尖端位于…。', en: 'Swan-Ganz catheter: tip ….' },
    { 'zh-CN': '未见导管或管线。', en: 'No line or tube is seen.' },
    { 'zh-CN': '置管后未见气胸。', en: 'No pneumothorax is seen after placement.' },
    { 'zh-CN': '尖端未包括在图像内：…。', en: 'The tip is not on the film: ….' },
    limited,
  ],
  chestxray14: [
    { 'zh-CN': '心肺膈未见明显异常。', en: 'No marked abnormality of heart, lungs and diaphragm.' },
    { 'zh-CN': '…肺…野见…。', en: '… in the … zone of the … lung.' },
    { 'zh-CN': '…侧肋膈角变钝。', en: 'Blunted costophrenic angle on the … side.' },
    { 'zh-CN': '心影增大，心胸比约…。', en: 'Enlarged heart, cardiothoracic ratio about ….' },
    { 'zh-CN': '与…的胸片相比：…。', en: 'Compared with the film of …: ….' },
    limited,
  ],
}

/** The text with the phrase after it, on a line of its own. */
export const withPhrase = (text: string, phrase: string): string => {
  const before = text.trimEnd()
  return before === '' ? phrase : `${before}\n${phrase}`
}
