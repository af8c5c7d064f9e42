import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { seedCase } from '../../test/support/seedCase.ts'
import { ownerName, ownerPassword, startOwned, startWorkstation } from '../../test/support/workstation.ts'

test('ending the program in mid-analysis does not wait for it, and the case waits for the next start', async () => {
  const station = await startOwned()
  const { caseId } = await seedCase(station.services)
  await station.send('session.close', {})
  // Signing in finds a case that waits and starts its analysis; the engine is still starting when the program ends.
  await station.send('session.open', { name: ownerName, password: ownerPassword })
  await setTimeout(20)
  await station.close()

  const again = startWorkstation({ storeFolder: station.folder, clock: station.clock })
  await again.send('session.open', { name: ownerName, password: ownerPassword })
  const { row, refusal } = await again.send('case.open', { caseId })
  expect(refusal?.code).not.toBe('engine.stopped')
  expect(['queued', 'refused']).toContain(row.analysis)
})
