import { beforeAll, describe, expect, it } from 'vitest'
import { languages } from '../../src-shared/domain/label.ts'
import type { CommunicationId } from '../../src-shared/domain/ids.ts'
import { lineFindings, ownLineRules } from '../../src-shared/domain/lineRules.ts'
import type { Mark } from '../../src-shared/domain/mark.ts'
import { landmark, tube } from '../../src-shared/domain/testTubes.ts'
import { traceWords } from '../../src-shared/lineWords.ts'
import { readPdf } from '../../test/support/pdf.ts'
import { reportedCase } from '../../test/support/reported.ts'
import { loadFont, type ReportFont } from './font.ts'
import { reportWords } from './words.ts'
import { writeReport } from './writeReport.ts'

let font: ReportFont
beforeAll(async () => {
  font = await loadFont()
})

const squeezed = (text: string): string => text.replaceAll(/\s/gu, '')
const label = (key: string) => ({ labelSet: 'chestxray11', label: key })

describe.each(languages)('lines in a report (%s)', (language) => {
  it('stand tube by tube with trace, calibration and the reader’s own word, then who was told', async () => {
    const plain = reportedCase('chestxray11')
    const [image] = plain.images
    if (image === undefined) throw new Error('no picture')
    const marks: readonly Mark[] = [
      tube('ett', [[200, 40], [200, 150]], { label: label('ett-normal') }),
      tube('cvc', [[300, 50], [210, 250]], { course: 'arterial', label: label('cvc-abnormal') }),
      tube('cvc', [[100, 50], [190, 200]], { label: label('cvc-normal') }),
      tube('ngt', [[200, 10], [230, 390]], { offFilm: true }),
      landmark('carina', [200, 200]),
      landmark('cavoatrial-zone', [150, 180], [220, 240]),
    ].map((mark) => ({ ...mark, imageId: image.imageId }))
    const findings = lineFindings(marks, plain.images, ownLineRules)
    expect(findings.map(({ flag }) => flag)).toEqual(['borderline', 'abnormal', 'normal', 'incompletely-imaged'])
    const reported = reportedCase('chestxray11', {
      marks,
      lines: { rules: { name: 'ward.json', version: 12, sha256: 'ab'.repeat(32) }, findings },
      communications: [{ communicationId: 'k' as CommunicationId, toWhom: '李医生 Dr Li', at: '2031-05-02T08:05:00.000Z', how: 'phone', readBack: true, about: [] }],
    })
    const words = reportWords[language]
    const { bytes, pages } = await writeReport({ reported, language, words, picture: null, font, madeAt: '2031-05-02T09:00:00.000Z' })
    expect(pages).toBe(1)
    const shown = squeezed(readPdf(bytes).texts.join('\n'))
    const normal = reported.labelSets[0]?.labels.find(({ key }) => key === 'ett-normal')?.name[language] ?? ''
    const expected = [words.tubes('ward.json', 12), ...findings.map((finding) => traceWords(finding, language)), words.ownLabel(normal), words.noOwnLabel, '李医生 Dr Li', words.readBack, '2031-05-02 08:05']
    for (const part of expected) expect(shown).toContain(squeezed(part))
  })
})
