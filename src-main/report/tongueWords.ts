import type { Language } from '../../src-shared/domain/label.ts'
import type { SignWords } from '../../src-shared/domain/signValues.ts'

/** Words that only the page of a tongue has. */
export interface TongueReportWords {
  readonly signs: SignWords
  readonly measured: (rules: string) => string
  readonly notMeasured: string
  readonly uncalibrated: string
  readonly calibrated: (deltaE: string, patches: number) => string
  readonly columns: Readonly<Record<'sign' | 'value' | 'confidence' | 'type' | 'reader' | 'model' | 'evidence' | 'questionnaire', string>>
  readonly constitution: string
  readonly sideBySide: (rules: string) => string
  readonly noTypicalTongue: string
  readonly separator: string
  readonly notAsked: string
  readonly plainPhoto: string
  readonly coatingEdge: string
  readonly readerOutline: string
  readonly noCells: string
  readonly ofBoth: string
  readonly model: (value: string) => string
  readonly reader: (value: string) => string
  readonly notMeasuredAgain: string
  readonly signed: (signer: string, at: string) => string
  readonly leftOut: (characters: number, rows: number) => string
}

const english: TongueReportWords = {
  signs: {
    name: {
      bodyColour: 'Body colour', coatingColour: 'Coating colour', coatingCoverage: 'Coating coverage', coatingGrade: 'Coating', greasy: 'Greasy', curdy: 'Curdy', peeled: 'Peeled', toothMarks: 'Tooth marks',
      cracks: 'Cracks', spots: 'Spots', enlarged: 'Enlarged', thin: 'Thin body', deviationDeg: 'Lean', moist: 'Highlights', sublingualVeins: 'Sublingual veins',
    },
    body: { pale: 'pale', 'pale-red': 'pale red', red: 'red', crimson: 'crimson', 'blue-purple': 'blue-purple' },
    coating: { white: 'white', yellow: 'yellow', 'grey-black': 'grey-black' },
    grade: { none: 'none', thin: 'thin', thick: 'thick' },
    yes: 'yes',
    no: 'no',
    toothMarks: (left, right) => `${left} left, ${right} right of the picture`,
    cracks: (count, area) => `${count}, ${area} of the tongue`,
    spots: (stasis, prickles) => `${stasis} dark, ${prickles} red`,
    lean: (degrees) => (degrees === 0 ? '0°' : `${Math.abs(degrees).toFixed(1)}° to the picture’s ${degrees > 0 ? 'right' : 'left'}`),
    veins: (left, right) => `left ${left}; right ${right}; tested on drawn pictures only`,
    vein: (width, length, tortuosity) => `${width} wide, ${length} long, winding ${tortuosity}`,
    noVein: 'none shows',
    notSeen: 'not seen',
    reason: { 'no-body': 'no body shows', 'no-coating': 'no coating', 'too-small': 'too few pixels', blurred: 'too blurred', 'calibration-poor': 'colour chart off by too much', monochrome: 'photo without colours', stained: 'the reader says the coating is stained', underside: 'the photo shows the underside', 'not-underside': 'no photo of the underside', unmeasured: 'not measured by that version' },
  },
  measured: (rules) => `Measured signs (rules ${rules})`,
  notMeasured: 'Measured signs: none were measured for what was signed.',
  uncalibrated: 'Colours uncalibrated: no usable colour chart; names of colours are hints.',
  calibrated: (deltaE, patches) => `Colours calibrated by a chart, ΔE00 ${deltaE} (${patches} of 24 patches).`,
  columns: { sign: 'Sign', value: 'Value', confidence: 'Conf.', type: 'Type', reader: 'Reader', model: 'Model: score / operating point', evidence: 'Measured signs: for (+), against (−)', questionnaire: 'Questionnaire' },
  constitution: 'Constitution',
  sideBySide: (rules) => `side by side, not merged; evidence by rules ${rules}`,
  noTypicalTongue: 'no typical tongue',
  separator: ', ',
  notAsked: 'not asked',
  plainPhoto: 'left: the photo; right: with lines',
  coatingEdge: 'dotted: edge of the coating',
  readerOutline: 'solid: the tongue as the reader outlined it',
  ofBoth: 'Reader: in the outline and separation the reader corrected. Model: in the model’s own.',
  model: (value) => `Model: ${value}`,
  reader: (value) => `Reader: ${value}`,
  notMeasuredAgain: 'The reader corrected outline or separation; it was not measured again: the values are those of the model’s.',
  noCells: 'edge of the coating: none was kept with this analysis',
  signed: (signer, at) => `Signed by ${signer}, ${at}`,
  leftOut: (characters, rows) => `Left out of this page: ${[...(characters > 0 ? [`${characters} characters where … stands`] : []), ...(rows > 0 ? [`${rows} rows`] : [])].join(', ')}. The signed record holds them all.`,
}

const chinese: TongueReportWords = {
  signs: {
    name: {
      bodyColour: '舌色', coatingColour: '苔色', coatingCoverage: '舌苔覆盖', coatingGrade: '苔量', greasy: '腻苔', curdy: '腐苔', peeled: '剥苔', toothMarks: '齿痕', cracks: '裂纹', spots: '点刺瘀点',
      enlarged: '胖大', thin: '瘦薄', deviationDeg: '歪斜', moist: '反光', sublingualVeins: '舌下络脉',
    },
    body: { pale: '淡白', 'pale-red': '淡红', red: '红', crimson: '绛', 'blue-purple': '青紫' },
    coating: { white: '白', yellow: '黄', 'grey-black': '灰黑' },
    grade: { none: '无苔', thin: '薄苔', thick: '厚苔' },
    yes: '是',
    no: '否',
    toothMarks: (left, right) => `图左 ${left}，图右 ${right}`,
    cracks: (count, area) => `${count} 条，占舌面 ${area}`,
    spots: (stasis, prickles) => `暗点 ${stasis}，红点 ${prickles}`,
    lean: (degrees) => (degrees === 0 ? '0°' : `偏向图${degrees > 0 ? '右' : '左'} ${Math.abs(degrees).toFixed(1)}°`),
    veins: (left, right) => `图左 ${left}；图右 ${right}；只在绘制的图上检验过`,
    vein: (width, length, tortuosity) => `宽 ${width}，长 ${length}，迂曲 ${tortuosity}`,
    noVein: '未见',
    notSeen: '未测得',
    reason: { 'no-body': '未见舌质', 'no-coating': '无苔', 'too-small': '像素太少', blurred: '不够清晰', 'calibration-poor': '色卡残差超限', monochrome: '照片无彩色', stained: '判读者判为染苔', underside: '照片为舌下', 'not-underside': '不是舌下照片', unmeasured: '该版本未测量' },
  },
  measured: (rules) => `测得的征象（规则 ${rules}）`,
  notMeasured: '测得的征象：所签署的内容没有测量值。',
  uncalibrated: '颜色未校准：没有可用的色卡，颜色名称仅供参考。',
  calibrated: (deltaE, patches) => `颜色已按色卡校准，ΔE00 ${deltaE}（24 个色块中用 ${patches} 个）。`,
  columns: { sign: '征象', value: '数值', confidence: '可信度', type: '体质', reader: '判读人', model: '模型：分数 / 工作点', evidence: '测得的征象：支持（+）、不支持（−）', questionnaire: '问卷' },
  constitution: '体质',
  sideBySide: (rules) => `并列，不合并；证据规则 ${rules}`,
  noTypicalTongue: '无典型舌象',
  separator: '、',
  notAsked: '未询问',
  plainPhoto: '左：照片；右：带轮廓线',
  coatingEdge: '点线：舌苔边界',
  readerOutline: '实线：判读人勾画的舌轮廓',
  ofBoth: '判读人：在判读人修正的轮廓与苔质分区内；模型：在模型自己的轮廓内。',
  model: (value) => `模型：${value}`,
  reader: (value) => `判读人：${value}`,
  notMeasuredAgain: '判读人修正了轮廓或苔质分区，但未重新测量：数值为模型轮廓内的数值。',
  noCells: '舌苔边界：此次分析未保存',
  signed: (signer, at) => `签署人 ${signer}，${at}`,
  leftOut: (characters, rows) => `本页略去：${[...(characters > 0 ? [`${characters} 个字符（… 处）`] : []), ...(rows > 0 ? [`${rows} 行`] : [])].join('，')}。签署记录完整保存。`,
}

export const tongueReportWords: Readonly<Record<Language, TongueReportWords>> = { en: english, 'zh-CN': chinese }
