import type { PatientKind, Task } from '../../src-shared/domain/case.ts'
import type { CcmqVerdict } from '../../src-shared/domain/ccmq.ts'
import type { AnswerState, Decision, Language } from '../../src-shared/domain/label.ts'
import type { PlacedMark } from '../../src-shared/domain/mark.ts'

/** Every word on a report that is not the reader's own. */
export interface ReportWords {
  readonly title: string
  readonly continued: string
  readonly page: (page: number, pages: number) => string
  readonly madeAt: (time: string) => string
  readonly utc: (time: string) => string
  readonly record: (hash: string) => string
  readonly facts: Readonly<Record<'case' | 'patient' | 'visit' | 'task' | 'pictures' | 'signer' | 'reader' | 'signedAt' | 'version' | 'amended' | 'model' | 'caseId', string>>
  readonly unknownDate: string
  readonly leftOut: string
  readonly patientKind: Readonly<Record<PatientKind, string>>
  readonly task: Readonly<Record<Task, string>>
  readonly firstVersion: string
  readonly settles: string
  readonly disputed: string
  readonly noModel: string
  readonly model: (id: string, version: string, hashStart: string) => string
  readonly demonstration: string
  readonly demonstrationHint: string
  readonly answers: string
  readonly columns: Readonly<Record<'label' | 'answer' | 'score' | 'decision', string>>
  readonly answer: Readonly<Record<AnswerState, string>>
  readonly unanswered: string
  /** A text with a remark of the program's after it. */
  readonly remarked: (text: string, remark: string) => string
  /** A name with what belongs to it. */
  readonly named: (name: string, value: string) => string
  readonly list: (names: readonly string[]) => string
  readonly listed: (texts: readonly string[]) => string
  readonly blind: (state: string) => string
  readonly notAssessed: string
  readonly noScore: string
  readonly noScoresHere: string
  readonly decision: Readonly<Record<Decision, string>>
  readonly questionnaire: (version: number, answered: number, items: number, key: number) => string
  readonly otherWords: string
  readonly verdict: Readonly<Record<CcmqVerdict, string>>
  readonly tubes: (rules: string, version: number) => string
  readonly ownRules: string
  readonly ownLabel: (label: string) => string
  readonly noOwnLabel: string
  readonly told: string
  readonly toldTo: (who: string, how: string, time: string) => string
  readonly readBack: string
  readonly noReadBack: string
  readonly impression: string
  readonly nothingWritten: string
  readonly pictureOf: (shown: number, count: number) => string
  readonly noPicture: string
  readonly faceWithheld: string
  readonly modelOutline: string
  readonly pixels: string
  readonly keyImage: string
  readonly inverted: string
  readonly shape: Readonly<Record<Exclude<PlacedMark['kind'], 'note' | 'tube' | 'landmark'>, string>>
  readonly moreMarks: (count: number) => string
  readonly otherMarks: (count: number) => string
  readonly substituted: string
}

const english: ReportWords = {
  title: 'Read report',
  continued: 'continued',
  page: (page, pages) => `Page ${page} of ${pages}`,
  madeAt: (time) => `Made ${time}`,
  utc: (time) => `${time} UTC`,
  record: (hash) => `Signed record SHA-256 ${hash}`,
  facts: {
    case: 'Case', patient: 'Patient', visit: 'Visit', task: 'Task', pictures: 'Pictures', signer: 'Signed by', reader: 'Read by',
    signedAt: 'Signed at', version: 'Version', amended: 'Amended because', model: 'Model', caseId: 'Case id',
  },
  unknownDate: 'date not known',
  leftOut: '[left out]',
  patientKind: { given: 'patient named', grouped: 'grouped by likeness, no patient named' },
  task: { tongue: 'Tongue', chestxray11: 'Catheters and lines', chestxray14: 'Chest findings' },
  firstVersion: '1, the first',
  settles: 'decides between two readings',
  disputed: 'disputed: a second reading differs',
  noModel: 'none: the reader saw no scores',
  model: (id, version, hashStart) => `${id} ${version} (SHA-256 ${hashStart}…)`,
  demonstration: 'demonstration',
  demonstrationHint: 'Demonstration model: trained on generated pictures; its scores say nothing about real cases.',
  answers: 'Answers',
  columns: { label: 'Label', answer: 'Answer', score: 'AI score / operating point', decision: 'Decision on the AI' },
  answer: { present: 'present', absent: 'absent', unsure: 'unsure', notAssessable: 'not assessable' },
  unanswered: 'unanswered',
  remarked: (text, remark) => `${text} (${remark})`,
  named: (name, value) => `${name}: ${value}`,
  list: (names) => names.join(', '),
  listed: (texts) => texts.join('; '),
  blind: (state) => `blind read: ${state}`,
  notAssessed: 'not assessed by model',
  noScore: 'no score',
  noScoresHere: 'answered without AI scores',
  decision: { accepted: 'accepted', overruled: 'overruled' },
  questionnaire: (version, answered, items, key) => `Constitution questionnaire, the patient’s own answers (version ${version}; ${answered} of ${items} items; key ${key})`,
  otherWords: 'asked in words that were loaded here',
  verdict: { yes: 'yes', basically: 'basically', tendency: 'tendency', no: 'no' },
  tubes: (rules, version) => `Lines (flags by ${rules}, version ${version}; the reader’s answers stand below)`,
  ownRules: 'the program’s own rules',
  ownLabel: (label) => `the reader: ${label}`,
  noOwnLabel: 'the reader gave it no label',
  told: 'Critical findings were told',
  toldTo: (who, how, time) => `to ${who}, ${how}, ${time}`,
  readBack: 'read back',
  noReadBack: 'not read back',
  impression: 'Impression',
  nothingWritten: 'nothing written',
  pictureOf: (shown, count) => `Picture ${shown} of ${count} of this visit, scaled down`,
  noPicture: 'This visit has no picture of this task.',
  faceWithheld: 'The photo is not shown: no outline of the tongue is known, and the whole photo could show a face.',
  modelOutline: 'dashed: the tongue as the model outlined it',
  pixels: 'px',
  keyImage: 'key image, in the window the reader had',
  inverted: 'inverted',
  shape: { box: 'box', polygon: 'polygon', polyline: 'line', point: 'point', mask: 'painted region', length: 'length' },
  moreMarks: (count) => `and ${count} more, drawn but not listed`,
  otherMarks: (count) => `${count} more on other pictures of the visit, not drawn`,
  substituted: 'A character that the font of reports lacks stands as [U+…], its Unicode number.',
}

const chinese: ReportWords = {
  title: '判读报告',
  continued: '续页',
  page: (page, pages) => `第 ${page} 页，共 ${pages} 页`,
  madeAt: (time) => `生成于 ${time}`,
  utc: (time) => `${time}（UTC）`,
  record: (hash) => `签署记录 SHA-256 ${hash}`,
  facts: {
    case: '病例', patient: '患者', visit: '就诊日期', task: '任务', pictures: '图像', signer: '签署人', reader: '判读人',
    signedAt: '签署时间', version: '版本', amended: '修订理由', model: '模型', caseId: '病例编号',
  },
  unknownDate: '日期未知',
  leftOut: '[略去]',
  patientKind: { given: '已指定患者', grouped: '按相似度分组，未指定患者' },
  task: { tongue: '舌象', chestxray11: '导管与管线', chestxray14: '胸片征象' },
  firstVersion: '第 1 版（首版）',
  settles: '对两次判读的裁定',
  disputed: '有分歧：第二次判读不同',
  noModel: '无：判读人未见 AI 分数',
  model: (id, version, hashStart) => `${id} ${version}（SHA-256 ${hashStart}…）`,
  demonstration: '演示',
  demonstrationHint: '演示模型：用生成的图像训练，分数不代表真实病例。',
  answers: '答案',
  columns: { label: '标签', answer: '答案', score: 'AI 分数 / 工作点', decision: '对 AI 的决定' },
  answer: { present: '有', absent: '无', unsure: '不确定', notAssessable: '无法评估' },
  unanswered: '未答',
  remarked: (text, remark) => `${text}（${remark}）`,
  named: (name, value) => `${name}：${value}`,
  list: (names) => names.join('、'),
  listed: (texts) => texts.join('；'),
  blind: (state) => `盲读：${state}`,
  notAssessed: '模型不评估',
  noScore: '无分数',
  noScoresHere: '作答时没有 AI 分数',
  decision: { accepted: '已采纳', overruled: '已推翻' },
  questionnaire: (version, answered, items, key) => `体质问卷，患者作答（第 ${version} 版；已答 ${answered} / ${items}；计分表第 ${key} 版）`,
  otherWords: '采用在此载入的措辞',
  verdict: { yes: '是', basically: '基本是', tendency: '倾向是', no: '否' },
  tubes: (rules, version) => `导管与管线（判断依据${rules}，第 ${version} 版；判读人的答案见下）`,
  ownRules: '程序自带规则',
  ownLabel: (label) => `判读人：${label}`,
  noOwnLabel: '判读人未给标签',
  told: '危急发现的通报',
  toldTo: (who, how, time) => `告知 ${who}，${how}，${time}`,
  readBack: '对方已复述',
  noReadBack: '未复述',
  impression: '印象',
  nothingWritten: '未填写',
  pictureOf: (shown, count) => `本次就诊第 ${shown} 张图像，共 ${count} 张，已缩小`,
  noPicture: '本次就诊没有此任务的图像。',
  faceWithheld: '未显示照片：舌轮廓未知，整张照片可能显示面部。',
  modelOutline: '虚线：模型勾画的舌轮廓',
  pixels: '像素',
  keyImage: '关键图像，按判读人当时的窗位显示',
  inverted: '反相',
  shape: { box: '矩形', polygon: '多边形', polyline: '折线', point: '点', mask: '涂抹区域', length: '长度' },
  moreMarks: (count) => `另有 ${count} 个已画出，未列出`,
  otherMarks: (count) => `另有 ${count} 个标注在本次就诊的其他图像上，未画出`,
  substituted: '报告字体中没有的字符以 [U+…] 表示，即其 Unicode 编号。',
}

export const reportWords: Readonly<Record<Language, ReportWords>> = { en: english, 'zh-CN': chinese }

/** An ISO time as a page shows it, to the minute: 2031-05-01 08:00. */
export const minuteOf = (iso: string): string => iso.slice(0, 16).replace('T', ' ')
