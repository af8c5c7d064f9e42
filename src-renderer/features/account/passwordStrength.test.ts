import { describe, expect, it } from 'vitest'
import { passwordStrength } from './passwordStrength.ts'

describe('the strength of a password', () => {
  it('asks for eight characters, counted as people see them', () => {
    expect(passwordStrength('')).toBe('tooShort')
    expect(passwordStrength('aB3$xY7')).toBe('tooShort')
    expect(passwordStrength('😀😀😀😀😀')).toBe('tooShort')
  })

  it('gives nothing for repetition and for walking along the alphabet', () => {
    expect(passwordStrength('aaaaaaaaaaaaaaaa')).toBe('weak')
    expect(passwordStrength('1234567890')).toBe('weak')
    expect(passwordStrength('abcdefghijklmnop')).toBe('weak')
  })

  it('ranks a long mixed password over a short plain one', () => {
    expect(passwordStrength('kitchenlam')).toBe('weak')
    expect(passwordStrength('kitchen lamp 7')).toBe('strong')
    expect(passwordStrength('窗前明月光疑是地上霜')).toBe('strong')
  })
})
