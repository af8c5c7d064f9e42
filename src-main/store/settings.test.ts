import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/folder.ts'
import { openStoreFacts } from './settings.ts'

test('a new folder gets a workstation of its own and keeps it', () => {
  const folder = temporaryFolder()
  const facts = openStoreFacts(folder)
  expect(facts.settings()).toEqual({ language: 'zh-CN', theme: 'light', guide: false })
  facts.save({ language: 'en', theme: 'reading', guide: false, screenPixelsPerMm: 3.78 })
  const again = openStoreFacts(folder)
  expect(again.workstationId).toBe(facts.workstationId)
  expect(again.settings()).toEqual({ language: 'en', theme: 'reading', guide: false, screenPixelsPerMm: 3.78 })
  expect(openStoreFacts(temporaryFolder()).workstationId).not.toBe(facts.workstationId)
})

test.each(['', '{', '[]', '{"format":2}', '{"format":1,"workstationId":"x","settings":{}}'])('%j is refused and left alone', (text) => {
  const folder = temporaryFolder()
  const path = join(folder, 'store.json')
  writeFileSync(path, text)
  expect(() => openStoreFacts(folder)).toThrow('store.damaged')
  expect(readFileSync(path, 'utf8')).toBe(text)
})
