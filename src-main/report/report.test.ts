import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Language } from '../../src-shared/domain/label.ts'
import { ccmqItems } from '../../src-shared/domain/ccmq.ts'
import { languages } from '../../src-shared/domain/label.ts'
import { tasks } from '../../src-shared/domain/case.ts'
import { tongueRules } from '../../src-shared/domain/tongueRules.ts'
import { researchUseOnly } from '../../src-shared/research.ts'
import { temporaryFolder } from '../../test/support/folder.ts'
import { readPdf, type ReadPdf } from '../../test/support/pdf.ts'
import { everyMark, measured, noteOnPicture, reportedCase, reportPicture } from '../../test/support/reported.ts'
import { FinishedReports } from './finished.ts'
import { loadFont, type ReportFont } from './font.ts'
import { linesOf, printable } from './lines.ts'
import type { Report } from './makeReport.ts'
import type { ReportCase } from './reportCase.ts'
import { tongueReportWords } from './tongueWords.ts'
import { reportWords } from './words.ts'
import { writeReport, type WrittenReport } from './writeReport.ts'

let font: ReportFont
beforeAll(async () => {
  font = await loadFont()
})

interface Written extends WrittenReport {
  readonly read: ReadPdf
  /** The whole text without the ends of lines. */
  readonly text: string
}

async function write(reported: ReportCase, language: Language = 'en', withPicture = true): Promise<Written> {
  const picture = withPicture ? await reportPicture(reported) : null
  const written = await writeReport({ reported, language, words: reportWords[language], picture, font, madeAt: '2031-05-02T09:00:00.000Z' })
  const read = readPdf(written.bytes)
  expect(read.pages).toBe(written.pages)
  // Nothing is drawn where no paper is.
  expect(read.places.filter(([left, foot]) => left < 20 || left > 560 || foot < 15 || foot > 810)).toEqual([])
  return { ...written, read, text: read.texts.join('\n').replaceAll('\n', '') }
}

const squeezed = (text: string): string => text.replaceAll(/\s/gu, '')

describe.each(languages)('a report in %s', (language) => {
  it.each(tasks)('of %s is one page of searchable text with its only font inside', async (task) => {
    const reported = reportedCase(task, { impression: '未见胸腔积液。No effusion.', note: '请李医生复核', version: 2, amendmentReason: '漏了一处 tip', marks: everyMark(task, 'mass') })
    const { read, bytes, pages, text } = await write(reported, language)
    expect(pages).toBe(1)
    expect(read.fonts).toHaveLength(1)
    expect(read.embeddedFonts).toEqual(read.fonts)
    expect(read.jpegs).toBe(1)
    expect(bytes.length).toBeLessThan(200_000)
    const { row, signature, labelSets, run } = reported
    const expected = [
      row.pseudonym, '2031-04-30', signature.signer, '2031-05-02 08:15', signature.recordSha256, '漏了一处 tip', '未见胸腔积液。No effusion.',
      `${run?.model.id} ${run?.model.version}`, researchUseOnly[language], reportWords[language].unanswered,
      ...labelSets.flatMap((set) => set.labels.map(({ name }) => name[language])),
    ]
    const shown = squeezed(text)
    for (const part of expected) expect(shown).toContain(squeezed(part))
    // The note is for the readers themselves.
    expect(shown).not.toContain('请李医生复核')
    expect(shown).not.toContain(noteOnPicture)
    expect(shown).toContain(squeezed(reportWords[language].shape.mask))
    expect(text.includes(reportWords[language].demonstration)).toBe(task !== 'chestxray14')
  })
})

describe('the answers', () => {
  it('stand with score, operating point, decision and reason; what was not answered says so', async () => {
    const reported = reportedCase('chestxray14')
    const { read } = await write(reported)
    const lines = read.texts.join('\n')
    expect(lines).toContain('Atelectasis\n● present\n0.07 / 0.50 (absent)\noverruled: 左肺 seen on the film\nbefore\n')
    expect(lines).toContain('Fibrosis\n– unanswered\n0.47 / 0.50 (absent)\n–')
    expect(lines).toMatch(/Edema\n\? unsure \(blind read:\s?absent\)/u)
  })

  it('say where a second reading differs, and which version decides', async () => {
    const disputed = await write({ ...reportedCase('chestxray14'), disputed: [{ labelSet: 'chestxray14', label: 'emphysema' }] })
    expect(disputed.read.texts.join(' ').replaceAll('\n', ' ')).toContain('Emphysema ● present (disputed: a second reading differs)')
    expect(squeezed(disputed.text).split(squeezed(reportWords.en.disputed))).toHaveLength(2)
    const settled = await write({ ...reportedCase('chestxray14', { version: 2 }), settles: true })
    expect(settled.text).toContain('2 (decides between two readings)')
  })

  it('show no score where the reader saw none', async () => {
    const { text } = await write({ ...reportedCase('chestxray14'), run: null })
    expect(text).not.toContain('0.50')
    expect(text).toContain(reportWords.en.noModel)
    expect(text).toContain(reportWords.en.noScoresHere)
  })

  it('of a long label set with long reasons all stand there, on as many pages as they need', async () => {
    const reported = reportedCase('chestxray14')
    const [set] = reported.labelSets
    if (set === undefined) throw new Error('no labels')
    const labels = Array.from({ length: 60 }, (_, index) => ({ key: `sign-${index}`, name: { en: `Sign number ${index}`, 'zh-CN': `征象${index}` } }))
    const answers = labels.map(({ key }, index) => ({ labelSet: set.id, label: key, state: 'present' as const, blindState: null, decision: 'overruled' as const, reason: `${index} because `.repeat(15) }))
    const { text, pages } = await write({ ...reported, labelSets: [{ ...set, labels }], read: { ...reported.read, answers } })
    expect(pages).toBeGreaterThan(1)
    for (const { name } of labels) expect(squeezed(text)).toContain(squeezed(name.en))
    for (const { reason } of answers) expect(squeezed(text)).toContain(squeezed(reason))
  })
})

describe('texts that do not fit', () => {
  it('go on on further pages, word for word, each page saying what it belongs to', async () => {
    const impression = Array.from({ length: 1300 }, (_, index) => `第${index}句 finding.`).join('')
    expect(impression.length).toBeGreaterThan(18_000)
    const { read, text, pages } = await write(reportedCase('chestxray14', { impression }))
    expect(pages).toBeGreaterThan(2)
    expect(squeezed(text.replaceAll(/Research use only\..*?(?:ab){32}/gu, ''))).toContain(squeezed('第1299句 finding.'))
    for (const index of [0, 400, 800, 1299]) expect(squeezed(text)).toContain(`第${index}句`)
    for (const page of read.texts) expect(page).toContain(researchUseOnly.en)
    for (const page of read.texts.slice(1)) expect(page).toContain('P-0001 (continued)')
  }, 60_000)

  it('take names, reasons and marks of any length', async () => {
    const reported = reportedCase('chestxray14', { amendmentReason: '😀'.repeat(100), reader: 'ŵ'.repeat(200) })
    const reasons = reported.read.answers.map((answer) => ({ ...answer, reason: '\u0B85'.repeat(200) }))
    const marks = Array.from({ length: 300 }, () => everyMark('chestxray14', 'mass')).flat()
    const long = { ...reported, row: { ...reported.row, pseudonym: '龘'.repeat(200) }, read: { ...reported.read, answers: reasons, marks } }
    const { text } = await write(long)
    expect([...squeezed(text).matchAll(/\[U\+1F600\]/gu)]).toHaveLength(100)
    expect([...squeezed(text).matchAll(/\[U\+0B85\]/gu)]).toHaveLength(200 * reasons.length)
    expect(squeezed(text).includes(squeezed('and 1792 more, drawn but not listed'))).toBe(true)
  }, 60_000)
})

describe.each(languages)('a tongue on one page in %s', (language) => {
  const words = tongueReportWords[language]
  const answers = Object.fromEntries(ccmqItems.map(({ key }) => [key, 1]))
  const asked = { version: 2, keyVersion: 1, wordingId: null, language, sex: 'female', answers } as const

  it('has measured signs with confidence or the reason why not, and four voices side by side', async () => {
    const { text, pages } = await write({ ...reportedCase('tongue'), questionnaire: asked }, language)
    expect(pages).toBe(1)
    for (const part of [words.measured(tongueRules.version), words.uncalibrated, words.signs.toothMarks(3, 0), '72 %', words.columns.model, words.columns.evidence, words.coatingEdge, words.noTypicalTongue]) {
      expect(squeezed(text)).toContain(squeezed(part))
    }
    expect(squeezed(text)).toContain(squeezed(reportWords[language].named(words.signs.notSeen, words.signs.reason['no-coating'])))
    expect(text).toContain(reportWords[language].remarked('0.38 / 0.50', reportWords[language].answer.absent))
    expect(text).toContain(words.signed('王医生 Wang', reportWords[language].utc('2031-05-02 08:15')))
  })

  it('says what an earlier analysis did not keep, and what was not measured or asked', async () => {
    const reported = reportedCase('tongue')
    const { cells: _none, ...earlier } = measured()
    const before = await write({ ...reported, run: reported.run === null ? null : { ...reported.run, tongue: earlier } }, language)
    expect(before.text).toContain(words.noCells)
    expect(before.text).toContain(words.notAsked)
    expect((await write({ ...reported, run: null }, language)).text).toContain(words.notMeasured)
  })

  it('stays one page with the longest texts, and says how much it leaves out', async () => {
    const name = 'long 阴虚 '.repeat(25).slice(0, 200)
    const plain = reportedCase('tongue')
    const labels = Array.from({ length: 200 }, (_, index) => ({ key: `sign-${index}`, name: { en: name, 'zh-CN': name } }))
    const given = plain.read.answers.map((answer) => ({ ...answer, reason: '\u0B85'.repeat(200), decision: 'overruled' as const }))
    const reported: ReportCase = {
      ...plain,
      questionnaire: asked,
      row: { ...plain.row, pseudonym: '龘'.repeat(200) },
      signature: { ...plain.signature, signer: 'ŵ'.repeat(200) },
      labelSets: plain.labelSets.map((set) => ({ ...set, labels: [...set.labels.map((label) => ({ ...label, name: { en: name, 'zh-CN': name } })), ...labels] })),
      read: { ...plain.read, reader: '李'.repeat(200), amendmentReason: '😀'.repeat(100), impression: '第一句 finding. '.repeat(1500), answers: given, marks: Array.from({ length: 300 }, () => everyMark('tongue-signs', 'greasy')).flat() },
    }
    const { pages, text, read } = await write(reported, language)
    expect(pages).toBe(1)
    const [, characters = '0', rows = '0'] = /[：:] ?(\d+) (?:characters|个字符).*?(\d+) (?:rows|行)/u.exec(text) ?? []
    expect(Number(characters)).toBeGreaterThan(15_000)
    expect(Number(rows)).toBeGreaterThan(300)
    // What is present stays longest, and its answer is never what is cut.
    expect(read.texts.join('')).toContain(`● ${reportWords[language].answer.present}`)
    expect(text).toContain('…')
  }, 60_000)

  it('leaves nothing out of an ordinary read', async () => {
    const { text } = await write({ ...reportedCase('tongue', { impression: '舌质淡红，苔薄白。' }), questionnaire: asked }, language)
    expect(text.replace('efefefefefef…', '')).not.toContain('…')
  })
})

describe('characters outside the font', () => {
  it.each([
    ['😀 ok', '[U+1F600] ok'],
    ['𠀀喆堃䶮', '[U+20000]喆堃䶮'],
    ['a\u0007b\u0000', 'a[U+0007]b[U+0000]'],
    ['\uD800x', '[U+D800]x'],
    ['a\u202Eb\u200Dc\uFE0F', 'abc'],
    // A look-alike of another number is not what was written.
    ['e\u0301 \uFA12', 'é [U+FA12]'],
    ['tab\tand\r\nline', 'tab and\nline'],
    ['مرحبا', '[U+0645][U+0631][U+062D][U+0628][U+0627]'],
  ])('%j stands as %j', (given, shown) => {
    expect(printable(given, font)).toEqual({ text: shown, substituted: shown.includes('[U+') })
  })

  it('are explained on the page, and only there where one is', async () => {
    expect((await write(reportedCase('tongue', { impression: 'ok 😀' }))).text).toContain(reportWords.en.substituted)
    expect((await write(reportedCase('tongue', { impression: 'ok' }))).text).not.toContain(reportWords.en.substituted)
  })
})

describe('lines', () => {
  it('break between words and Chinese characters, never before a closing mark, and are never too wide', () => {
    const text = '舌质淡红，苔薄白。The heart is not enlarged (no effusion).'.repeat(9)
    const width = 20
    const lines = linesOf(text, width, font)
    const widthOf = (line: string): number => Array.from(line).reduce((sum, character) => sum + font.widthOf(character.codePointAt(0) ?? 0), 0)
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width)
    for (const line of lines) expect(line).not.toMatch(/^[，。）)\s]/u)
    expect(squeezed(lines.join(''))).toBe(squeezed(text))
    expect(linesOf('x'.repeat(100), 1, font).join('')).toBe('x'.repeat(100))
    expect(linesOf('a\n\nb', 9, font)).toEqual(['a', '', 'b'])
  })
})

describe('a picture that is not there', () => {
  it('is explained', async () => {
    const face = await write(reportedCase('tongue'), 'zh-CN', false)
    expect(face.read.jpegs).toBe(0)
    expect(face.text).toContain(reportWords['zh-CN'].faceWithheld)
    expect((await write({ ...reportedCase('tongue'), images: [] }, 'en', false)).text).toContain(reportWords.en.noPicture)
  })
})

describe.each(languages)('the patient’s own answers in %s', (language) => {
  it('stand apart from the reader’s, by type, with their version and without single answers', async () => {
    const answers = Object.fromEntries(ccmqItems.map(({ key }) => [key, key === 'hives' ? 5 : 1]))
    const questionnaire = { version: 2, keyVersion: 1, wordingId: null, language, sex: 'female', answers } as const
    const words = reportWords[language]
    const { text } = await write({ ...reportedCase('tongue'), questionnaire }, language)
    expect(text).toContain(words.questionnaire(2, 60, 60, 1))
    expect(text).toContain(words.remarked('75.0', words.verdict.yes))
    expect(text).toContain(words.remarked('14.3', words.verdict.no))
    const { hives: _left, ...rest } = answers
    expect((await write({ ...reportedCase('tongue'), questionnaire: { ...questionnaire, answers: rest } }, language)).text).toContain(words.questionnaire(2, 59, 60, 1))
  })
})

describe('the font', () => {
  it('is refused with a code when it is missing or no font', async () => {
    const path = join(temporaryFolder(), 'font.ttf')
    await expect(loadFont(path)).rejects.toMatchObject({ code: 'report.font' })
    writeFileSync(path, 'no font')
    await expect(loadFont(path)).rejects.toMatchObject({ code: 'report.font' })
  })
})

describe('finished reports', () => {
  it('are kept for a while, and not beyond the session', () => {
    const finished = new FinishedReports()
    const ids = Array.from({ length: 9 }, (_, index) => finished.keep({ fileName: `${index}` } as Report))
    expect(() => finished.get(ids[0] ?? '')).toThrow('report.missing')
    expect(finished.get(ids[8] ?? '').fileName).toBe('8')
    finished.clear()
    expect(() => finished.get(ids[8] ?? '')).toThrow('report.missing')
  })
})
