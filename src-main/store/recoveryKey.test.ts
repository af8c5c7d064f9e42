import { assert, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { newRecoveryKey, parseRecoveryKey } from './recoveryKey.ts'

test('a printed key is nine groups of four letters that read as the same secret', () => {
  for (let round = 0; round < 200; round += 1) {
    const { secret, printed } = newRecoveryKey()
    expect(printed).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){8}[0-9A-HJKMNP-TV-Z]{4}$/u)
    expect(secret).toHaveLength(20)
    expect(parseRecoveryKey(printed)).toEqual(secret)
  }
})

test('how it is typed does not matter', () => {
  const { secret, printed } = newRecoveryKey()
  expect(parseRecoveryKey(printed.toLowerCase().replaceAll('-', '  '))).toEqual(secret)
  expect(parseRecoveryKey(printed.replaceAll('0', 'O').replaceAll('1', 'l').replaceAll('-', ' – '))).toEqual(secret)
})

test('one wrong letter is noticed', () => {
  const { printed } = newRecoveryKey()
  const letters = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ']
  let noticed = 0
  for (let place = 0; place < printed.length; place += 1) {
    if (printed[place] === '-') continue
    const other = letters.find((letter) => letter !== printed[place]) ?? ''
    if (parseRecoveryKey(printed.slice(0, place) + other + printed.slice(place + 1)) === null) noticed += 1
  }
  expect(noticed).toBe(36)
})

test('any text is a key or none, and never a failure', () => {
  assert(property(string({ maxLength: 200, unit: 'binary' }), (text) => {
    const secret = parseRecoveryKey(text)
    return secret === null || secret.length === 20
  }))
})
