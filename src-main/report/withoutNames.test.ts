import { expect, it } from 'vitest'
import { languages } from '../../src-shared/domain/label.ts'
import type { CommunicationId } from '../../src-shared/domain/ids.ts'
import { readPdf } from '../../test/support/pdf.ts'
import { reportedCase } from '../../test/support/reported.ts'
import { loadFont } from './font.ts'
import { withoutNames } from './withoutNames.ts'
import { reportWords } from './words.ts'
import { writeReport } from './writeReport.ts'

it.each(languages)('leaves the day of the visit and who was told out of a page (%s)', async (language) => {
  const words = reportWords[language]
  const reported = reportedCase('chestxray11', { communications: [{ communicationId: 'k' as CommunicationId, toWhom: '李医生 Dr Li', at: '2031-05-02T08:05:00.000Z', how: 'phone', readBack: true, about: [] }] })
  const textOf = async (one: typeof reported): Promise<string> =>
    readPdf((await writeReport({ reported: one, language, words, picture: null, font: await loadFont(), madeAt: '2031-05-02T09:00:00.000Z' })).bytes).texts.join('').replaceAll(/\s/gu, '')
  const secrets = [reported.row.visitDate ?? '?', '李医生DrLi']
  const [whole, bare] = [await textOf(reported), await textOf(withoutNames(reported, words.leftOut))]
  for (const secret of secrets) {
    expect(whole).toContain(secret)
    expect(bare).not.toContain(secret)
  }
  expect(bare).toContain(words.leftOut.replaceAll(' ', ''))
  expect(bare).toContain('2031-05-0208:05')
})
