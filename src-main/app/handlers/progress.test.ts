import { expect, it } from 'vitest'
import { readAndSign } from '../../../test/support/reading.ts'
import { seedCase, seedRefusal, seedRun } from '../../../test/support/seedCase.ts'
import { ownerName, startOwned } from '../../../test/support/workstation.ts'

it('counts how far each task and each person is, an open blind read not as read', async () => {
  const { services, send, ...station } = await startOwned()
  const [signed, blind, refused] = [await seedCase(services), await seedCase(services), await seedCase(services)]
  await seedCase(services)
  seedRun(services, signed)
  seedRun(services, blind)
  seedRefusal(services, refused)
  expect(await send('progress.show', {})).toMatchObject({ tasks: [{ imported: 4, analysed: 2, read: 0, signed: 0 }], readers: [] })
  await readAndSign({ services, send, ...station }, signed.caseId, { answers: {} })
  await send('case.open', { caseId: blind.caseId })
  await send('cases.assign', { cases: { by: 'ids', caseIds: [signed.caseId, blind.caseId, refused.caseId] }, userId: services.access.caller().userId })
  expect(await send('progress.show', {})).toEqual({
    tasks: [{ task: 'chestxray14', imported: 4, analysed: 2, read: 1, signed: 1, disputed: 0 }],
    readers: [{ userId: services.access.caller().userId, name: ownerName, open: 1, signed: 1, waiting: 2, reading: null }],
  })
})
