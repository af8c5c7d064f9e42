import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../test/support/folder.ts'
import { Staging } from './staging.ts'
import { StagingRoom } from './stagingRoom.ts'

it('is made once, and again where it could not be made', async () => {
  const blocked = join(temporaryFolder(), 'store')
  writeFileSync(blocked, 'no folder')
  const room = new StagingRoom(() => Staging.create(join(blocked, 'received')))
  await expect(room.get()).rejects.toThrow()
  rmSync(blocked)
  const staging = await room.get()
  expect(await room.get()).toBe(staging)
})
