import { describe, expect, it, vi } from 'vitest'
import type { ImageId } from '../../../../src-shared/domain/ids.ts'
import type { ImageView } from '../../../../src-shared/domain/image.ts'
import { AppError } from '../../../../src-shared/errors.ts'
import type { Pixels } from './pixels.ts'
import { bytesOf, PixelShelf } from './pixelShelf.ts'

const picture = (name: string, side = 10): ImageView => ({
  imageId: name as ImageId,
  kind: 'film', widthPx: side, heightPx: side, format: 'png', spacing: null, role: 'main', sha256: '', bytes: 1, importedAt: '',
  pixels: { mode: 'grey', type: 'uint8', minimum: 0, maximum: 255, windows: [], invert: false },
})
const pixels: Pixels = { samples: new Uint8Array(1), components: 1 }
const from = () => vi.fn(() => Promise.resolve(pixels))

describe('pictures at hand', () => {
  it('are fetched once, whoever asks and however often', async () => {
    const shelf = new PixelShelf(1000)
    const source = from()
    await Promise.all([shelf.get(picture('a'), source), shelf.get(picture('a'), source)])
    await shelf.fetchAhead([], [{ image: picture('a'), source }])
    await shelf.get(picture('a'), source)
    expect(source).toHaveBeenCalledOnce()
  })

  it('never take more than the bound: the oldest goes, one larger than all of it is not kept', async () => {
    const shelf = new PixelShelf(250)
    const [a, b, c] = [from(), from(), from()]
    await shelf.get(picture('a'), a)
    await shelf.get(picture('b'), b)
    await shelf.get(picture('c'), c)
    expect(shelf.bytes()).toBe(200)
    await shelf.get(picture('a'), a)
    expect(a).toHaveBeenCalledTimes(2)
    await shelf.get(picture('huge', 100), from())
    expect(shelf.bytes()).toBeLessThanOrEqual(250)
  })

  it('fetched ahead never push out what is shown, and leave out what does not fit', async () => {
    const shelf = new PixelShelf(250)
    const [shown, large, small] = [from(), from(), from()]
    await shelf.get(picture('shown'), shown)
    await shelf.fetchAhead(['shown' as ImageId], [{ image: picture('large', 15), source: large }, { image: picture('small'), source: small }])
    expect(large).not.toHaveBeenCalled()
    expect(small).toHaveBeenCalledOnce()
    await shelf.get(picture('shown'), shown)
    expect(shown).toHaveBeenCalledOnce()
  })

  it('go when they are neither shown nor next', async () => {
    const shelf = new PixelShelf(1000)
    await shelf.get(picture('old'), from())
    await shelf.get(picture('shown'), from())
    await shelf.fetchAhead(['shown' as ImageId], [{ image: picture('next'), source: from() }])
    expect(shelf.bytes()).toBe(200)
    shelf.clear()
    expect(shelf.bytes()).toBe(0)
  })

  it('end an older look ahead when a newer one begins', async () => {
    const shelf = new PixelShelf(1000)
    let arrive: (value: Pixels) => void = () => undefined
    const slow = () => new Promise<Pixels>((resolve) => (arrive = resolve))
    const never = from()
    const older = shelf.fetchAhead([], [{ image: picture('a'), source: slow }, { image: picture('b'), source: never }])
    await shelf.fetchAhead(['a' as ImageId], [])
    arrive(pixels)
    await older
    expect(never).not.toHaveBeenCalled()
  })

  it('that failed are asked for again', async () => {
    const shelf = new PixelShelf(1000)
    await shelf.fetchAhead([], [{ image: picture('a'), source: () => Promise.reject(new AppError('image.unreadable')) }])
    const again = from()
    expect(await shelf.get(picture('a'), again)).toBe(pixels)
    expect(again).toHaveBeenCalledOnce()
  })

  it('are counted as they lie in memory', () => {
    expect(bytesOf({ widthPx: 4, heightPx: 2, pixels: { mode: 'colour' } })).toBe(24)
    expect(bytesOf({ widthPx: 4, heightPx: 2, pixels: { mode: 'grey', type: 'int16', minimum: 0, maximum: 1, windows: [], invert: false } })).toBe(16)
  })
})
