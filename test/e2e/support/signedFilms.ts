import type { Services } from '../../../src-main/app/services.ts'
import type { Language } from '../../../src-shared/domain/label.ts'
import { everyCase, intakeFile, patchesPng } from '../../support/importing.ts'
import { bringCases, sendTo } from './cases.ts'
import { ownerPassword } from './window.ts'

/** Drawn films of as many patients, analysed, read blind and signed; every second one is answered as an effusion. */
export async function signedFilms(services: Services, language: Language, count: number): Promise<void> {
  await bringCases(services, language, [])
  const send = sendTo(services)
  const pictures = await Promise.all(Array.from({ length: count }, async (_, seed) => ({ name: `${seed}.png`, bytes: await patchesPng(seed) })))
  const intakeIds = pictures.map((picture) => services.intake.add(intakeFile(picture)))
  const { jobId } = await send('import.start', { intakeIds, task: 'chestxray14', patients: { kind: 'none' } })
  await services.jobs.settled(jobId)
  for (const job of services.jobs.list()) if (job.kind === 'analysis') await services.jobs.settled(job.jobId)
  const { rows } = await send('worklist.list', { filter: everyCase, offset: 0, limit: 500 })
  await send('signing.open', { password: ownerPassword })
  for (const [index, { caseId }] of rows.entries()) {
    const { read } = await send('case.open', { caseId })
    const answer = (label: string, present: boolean) => ({ kind: 'answer' as const, labelSet: 'chestxray14', label, state: present ? ('present' as const) : ('absent' as const) })
    const edits = [answer('effusion', index % 2 === 0), answer('atelectasis', index % 3 === 0)]
    await send('read.save', { readId: read.readId, baseRevision: read.revision, edits })
    const revealed = await send('read.reveal', { readId: read.readId })
    await send('read.sign', { readId: read.readId, baseRevision: revealed.read.revision })
  }
}
