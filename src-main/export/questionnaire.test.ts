import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { readAndSign } from '../../test/support/reading.ts'
import { answersOf, seedTongueCase } from '../../test/support/tongueCase.ts'
import { startOwned } from '../../test/support/workstation.ts'
import { ccmqItems } from '../../src-shared/domain/ccmq.ts'
import { labelSetsFor } from '../../src-shared/labels.ts'
import { signedCases } from '../store/signedCases.ts'
import { casesAsCoco } from './coco.ts'
import { casesAsCsv } from './csv.ts'

/** Every item answered "never", but for what is given here. */
const never = (changed: Readonly<Record<string, number | null>>) => answersOf({ ...Object.fromEntries(ccmqItems.map(({ key }) => [key, 1])), ...changed })

async function signedWith(changed: Readonly<Record<string, number | null>>) {
  const station = await startOwned()
  const caseId = await seedTongueCase(station.services)
  await station.send('questionnaire.save', { caseId, baseRevision: 0, language: 'en', sex: 'male', answers: never(changed) })
  const signed = () => signedCases(station.services.store.database(), 'tongue')
  const sign = () => readAndSign(station, caseId, { answers: { qixu: 'present' } })
  return { ...station, caseId, signed, sign }
}

test('what was signed leaves with scores and verdicts; a type with a missing item has none, and single answers stay', async () => {
  const { signed, sign, send, caseId } = await signedWith({ vigour: 5, adapts: 5, hives: null, tired: 4 })
  await sign()
  // A version that nobody has signed is nobody's to export.
  await send('questionnaire.amend', { caseId, reason: 'asked again' })
  await send('questionnaire.save', { caseId, baseRevision: 1, language: 'en', sex: 'male', answers: answersOf({ tired: 5 }) })
  const [one] = signed()
  if (one === undefined) throw new Error('nothing signed')
  const [image] = one.images
  const csv = casesAsCsv([one], labelSetsFor)
  const [row] = parse(csv, { bom: true, columns: true }) as readonly Record<string, string>[]
  expect(row).toMatchObject({
    'ccmq.version': '1', 'ccmq.key_version': '1', 'ccmq.words': 'own-1', 'ccmq.answered': '59', 'ccmq.pinghe': '90.63', 'ccmq.pinghe.verdict': '',
    'ccmq.qixu': '9.38', 'ccmq.qixu.verdict': 'no', 'ccmq.tebing': '', 'ccmq.tebing.verdict': '',
  })
  expect(csv).not.toContain('vigour')
  const coco = JSON.parse(casesAsCoco(image === undefined ? [] : [{ signed: one, image, fileName: 'a.png' }], '2031-05-01', labelSetsFor)) as { images: readonly object[] }
  expect(coco.images).toMatchObject([{ questionnaire: { version: 1, answered: 59, items: 60, scores: { qixu: 9.375, pinghe: 90.625 }, verdicts: { qixu: 'no' } } }])
})

test('without a signed questionnaire the table has no column of it', async () => {
  const station = await startOwned()
  const caseId = await seedTongueCase(station.services)
  await readAndSign(station, caseId, { answers: { qixu: 'present' } })
  expect(casesAsCsv(signedCases(station.services.store.database(), 'tongue'), labelSetsFor)).not.toContain('ccmq')
})
