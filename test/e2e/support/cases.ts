import sharp from 'sharp'
import { createDispatch } from '../../../src-main/app/dispatch.ts'
import { createHandlers } from '../../../src-main/app/handlers.ts'
import type { Services } from '../../../src-main/app/services.ts'
import { unwrap, type CallName, type Input, type Output } from '../../../src-shared/contract/contract.ts'
import type { Task } from '../../../src-shared/domain/case.ts'
import type { Language } from '../../../src-shared/domain/label.ts'
import { filmPng } from '../../fixtures/pictures.ts'
import { intakeFile } from '../../support/importing.ts'
import { ownerName, ownerPassword } from './window.ts'

export interface CaseToBring {
  readonly patient: string
  readonly task: Task
  /** Several pictures are one visit. */
  readonly pictures: readonly Uint8Array[]
}

/** Makes the owner, signs in, brings the cases in and waits for their analyses, all through the program's own calls. */
export async function bringCases(services: Services, language: Language, cases: readonly CaseToBring[]): Promise<void> {
  const send = sendTo(services)
  await send('owner.create', { name: ownerName, password: ownerPassword })
  await send('settings.save', { language, theme: 'dark', guide: false })
  for (const { patient, task, pictures } of cases) {
    const intakeIds = pictures.map((bytes, index) => services.intake.add(intakeFile({ name: `${patient}-${index}.png`, bytes })))
    const { jobId } = await send('import.start', { intakeIds, task, patients: { kind: 'byHand', pseudonym: patient } })
    await services.jobs.settled(jobId)
    for (const job of services.jobs.list()) if (job.kind === 'analysis') await services.jobs.settled(job.jobId)
  }
}

type Sender = <N extends CallName>(name: N, input: Input<N>) => Promise<Output<N>>

/** Calls past the window, as another window of the same person would. */
export function sendTo(services: Services): Sender {
  const dispatch = createDispatch({
    handlers: createHandlers(services),
    caller: () => services.access.caller(),
    report: (error, name) => services.log.incident(error, name),
  })
  return async (name, input) => unwrap(await dispatch(name, input))
}

/** Two black spots, as shares of the picture: no rotation or flip lays one over the other. */
export const spots = [
  [0.12, 0.1],
  [0.86, 0.78],
] as const
export const spottedSidePx = 512
const spotRadiusPx = 10

/** A drawn film with two spots that a test can find again on the screen, larger ones on a larger film. */
export async function spottedFilm(sidePx = spottedSidePx): Promise<Uint8Array> {
  const size = { widthPx: sidePx, heightPx: sidePx }
  const radiusPx = (spotRadiusPx * sidePx) / spottedSidePx
  const circles = spots.map(([x, y]) => `<circle cx="${x * sidePx}" cy="${y * sidePx}" r="${radiusPx}"/>`)
  const drawing = Buffer.from(`<svg width="${size.widthPx}" height="${size.heightPx}">${circles.join('')}</svg>`)
  return sharp(await filmPng(size)).composite([{ input: drawing }]).toColourspace('b-w').png().toBuffer()
}
