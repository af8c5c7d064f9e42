import { expect, it } from 'vitest'
import { receiveOf } from './dimseReceive.ts'

const before = { on: true, port: 11_112, fromNetwork: false, callers: ['DX1'] }

it('changes what is named and leaves the rest', () => {
  expect(receiveOf(before, {})).toEqual(before)
  expect(receiveOf(before, { fromNetwork: true })).toEqual({ ...before, fromNetwork: true })
  expect(receiveOf({ ...before, fromNetwork: true }, { callers: ['DX2'] })).toEqual({ ...before, fromNetwork: true, callers: ['DX2'] })
  expect(receiveOf({ ...before, on: false }, { receive: 104, fromNetwork: true })).toEqual({ ...before, port: 104, fromNetwork: true })
  expect(receiveOf(before, { receiveOff: true })).toEqual({ ...before, on: false })
})

it('opens a port to this computer alone where the network is not named', () => {
  expect(receiveOf({ ...before, fromNetwork: true }, { receive: 104 })).toEqual({ ...before, port: 104, fromNetwork: false })
})
