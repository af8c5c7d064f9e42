import { expect, test } from 'vitest'
import { assertStrong, newHashing, passwordKey } from './password.ts'

test('a password becomes one key of 32 bytes per salt, by Argon2id with 19 MiB', async () => {
  const hashing = newHashing()
  expect(hashing).toMatchObject({ memoryKib: 19_456, passes: 2, lanes: 1 })
  const key = await passwordKey('correct horse', hashing)
  expect(key).toHaveLength(32)
  expect(await passwordKey('correct horse', hashing)).toEqual(key)
  expect(await passwordKey('correct horsf', hashing)).not.toEqual(key)
  expect(await passwordKey('correct horse', newHashing())).not.toEqual(key)
})

test('agrees with the reference vector of RFC 9106\'s algorithm for these parameters', async () => {
  // argon2 (reference implementation) -id -t 2 -m 16 (65536 KiB) -p 1 -l 32, salt "somesalt", password "password".
  const hashing = { memoryKib: 65_536, passes: 2, lanes: 1, salt: Buffer.from('somesalt').toString('base64') }
  expect((await passwordKey('password', hashing)).toString('hex')).toBe(
    '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7',
  )
})

test('a letter composed in two ways is one letter', async () => {
  const hashing = newHashing()
  expect(await passwordKey('caf\u00E9 caf\u00E9', hashing)).toEqual(await passwordKey('cafe\u0301 cafe\u0301', hashing))
})

test.each(['', 'short', 'aaaaaaaaaaaa', 'abababababab', 'Li Wei Ming', ' li wei ming '])('%j is refused', (password) => {
  expect(() => assertStrong(password, 'Li Wei Ming')).toThrow('auth.weakPassword')
})

test.each(['correct horse', '密码是一个很长的句子'])('%j is taken', (password) => {
  expect(() => assertStrong(password, 'Li Wei Ming')).not.toThrow()
})
