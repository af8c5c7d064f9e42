import { describe, expect, it } from 'vitest'
import type { View } from '../engine/protocol.ts'
import { ViewCache } from './viewCache.ts'

const view = (bytes: number): View => ({ contentType: 'image/png', bytes: new Uint8Array(bytes) })

describe('the cache of derived pictures', () => {
  it('makes a picture once, also for two askers at a time', async () => {
    const cache = new ViewCache(100)
    let made = 0
    const make = async (): Promise<View> => {
      made += 1
      return view(10)
    }
    const [first, second] = await Promise.all([cache.get('a', make), cache.get('a', make)])
    expect(await cache.get('a', make)).toBe(first)
    expect(second).toBe(first)
    expect(made).toBe(1)
  })

  it('drops the least recently used past its limit and never keeps what is larger than all of it', async () => {
    const cache = new ViewCache(25)
    const made: string[] = []
    const get = (key: string, bytes = 10): Promise<View> => cache.get(key, async () => (made.push(key), view(bytes)))
    await get('a')
    await get('b')
    await get('a')
    await get('c')
    await get('a')
    await get('b')
    await get('huge', 26)
    await get('huge', 26)
    expect(made).toEqual(['a', 'b', 'c', 'b', 'huge', 'huge'])
  })

  it('asks again after a failure, and forgets what was being made when it was cleared', async () => {
    const cache = new ViewCache(100)
    await expect(cache.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    let release = (): void => {}
    const gate = new Promise<void>((resolve) => (release = resolve))
    const early = cache.get('a', async () => (await gate, view(1)))
    cache.clear()
    release()
    await early
    const later = await cache.get('a', async () => view(2))
    expect(later.bytes.length).toBe(2)
  })
})
