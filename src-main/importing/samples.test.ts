import path from 'node:path'
import { expect, it } from 'vitest'
import { allRows, analysesSettled, importAll, patchesPng } from '../../test/support/importing.ts'
import { readAndSign } from '../../test/support/reading.ts'
import { startOwned, type TestWorkstation } from '../../test/support/workstation.ts'

const modelsFolder = path.resolve(import.meta.dirname, '../../test/fixtures/models')

async function withSamples(): Promise<TestWorkstation> {
  const station = await startOwned({ modelsFolder, engine: { provider: 'cpu', threads: 1 } })
  await openSamples(station)
  return station
}

async function openSamples({ send, services }: TestWorkstation): Promise<void> {
  await send('samples.open', {})
  for (const { jobId } of services.jobs.list()) await services.jobs.settled(jobId)
  await analysesSettled(services)
}

it('brings three tongues and three films in, each once however often it is asked', async () => {
  const station = await withSamples()
  await openSamples(station)
  const rows = await allRows(station)
  expect(rows.map(({ pseudonym, task }) => `${pseudonym} ${task}`).toSorted()).toEqual([
    'SAMPLE-01 tongue',
    'SAMPLE-02 tongue',
    'SAMPLE-03 tongue',
    'SAMPLE-04 chestxray11',
    'SAMPLE-05 chestxray11',
    'SAMPLE-06 chestxray11',
  ])
  expect(rows.filter(({ task }) => task === 'tongue').every(({ analysis }) => analysis === 'done')).toBe(true)
})

it('keeps the names of samples for samples', async () => {
  const station = await withSamples()
  const report = await importAll(station, [{ name: 'a.png', bytes: await patchesPng(3) }], { patients: { kind: 'byHand', pseudonym: 'sample-01' } })
  expect(report).toMatchObject({ imported: 0, rejected: [{ code: 'contract.badInput', detail: { reason: 'reserved' } }] })
  const [first] = await allRows(station)
  await expect(station.send('case.assignPatient', { caseId: first?.caseId, pseudonym: 'P-1' })).rejects.toMatchObject({ code: 'contract.badInput' })
})

it('never lets a network learn from a sample', async () => {
  const station = await withSamples()
  const tongue = (await allRows(station)).find(({ task }) => task === 'tongue')
  if (tongue === undefined) throw new Error('no sample')
  await readAndSign(station, tongue.caseId, { answers: {} })
  const { jobId } = await station.send('export.start', { format: 'bundle', task: 'tongue' })
  expect(await station.services.jobs.settled(jobId)).toMatchObject({ state: 'failed', error: 'export.nothing' })
  const csv = await station.send('export.start', { format: 'csv', task: 'tongue' })
  expect(await station.services.jobs.settled(csv.jobId)).toMatchObject({ state: 'done' })
})
