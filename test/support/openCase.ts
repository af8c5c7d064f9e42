import { seedCase } from './seedCase.ts'
import { startOwned } from './workstation.ts'

/** A workstation with one film, and the calls a reader makes on it. */
export async function withCase() {
  const station = await startOwned()
  const seeded = await seedCase(station.services)
  const open = () => station.send('case.open', { caseId: seeded.caseId })
  const save = async (edits: readonly unknown[]) => {
    const { read } = await open()
    return station.send('read.save', { readId: read.readId, baseRevision: read.revision, edits })
  }
  const reveal = async () => station.send('read.reveal', { readId: (await open()).read.readId })
  const sign = async () => {
    const { read } = await open()
    return station.send('read.sign', { readId: read.readId, baseRevision: read.revision })
  }
  return { ...station, ...seeded, seeded, open, save, reveal, sign }
}
