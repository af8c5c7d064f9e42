import { expect, it } from 'vitest'
import { startOwned } from '../../test/support/workstation.ts'
import { heldByOpenRead } from './givenUp.ts'

/** They begin with a signature: a reading that is still open has none of them. */
const ofSigned = ['read_lines', 'read_questionnaires']

it('every table that belongs to a reading is known where one is given up', async () => {
  const { services } = await startOwned()
  const belonging = services.store
    .database()
    .prepare<[], string>(`SELECT DISTINCT m.name FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND f."table" = 'reads' ORDER BY m.name`)
    .pluck()
    .all()
  expect(belonging).toContain('answers')
  expect([...heldByOpenRead, ...ofSigned]).toEqual(expect.arrayContaining(belonging))
})
