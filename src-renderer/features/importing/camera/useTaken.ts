import { useEffect, useRef, useState } from 'react'
import { captureAdvice, type CaptureAdvice } from '../../../../src-shared/domain/captureAdvice.ts'
import type { Client } from '../../../client/client.ts'
import { lookOf, lookSidePx, photoOf } from './grab.ts'

export interface TakenPhoto {
  readonly file: File
  /** For showing it; let go with the window. */
  readonly address: string
  /** null until it is known, or where the program could not look. */
  readonly advice: CaptureAdvice | null
}

export interface Taken {
  readonly photos: readonly TakenPhoto[]
  readonly take: (video: HTMLVideoElement) => Promise<void>
  readonly remove: (photo: TakenPhoto) => void
}

/** The photos taken in this window, each looked at once more with all its detail. */
export function useTaken(client: Client): Taken {
  const [photos, setPhotos] = useState<readonly TakenPhoto[]>([])
  const addresses = useRef<string[]>([])
  useEffect(() => () => addresses.current.forEach((address) => URL.revokeObjectURL(address)), [])
  const take = async (video: HTMLVideoElement): Promise<void> => {
    const file = await photoOf(video, nameAt(new Date()))
    const address = URL.createObjectURL(file)
    addresses.current.push(address)
    setPhotos((before) => [...before, { file, address, advice: null }])
    const bitmap = await createImageBitmap(file)
    const advice = await client.send('capture.look', { jpeg: lookOf(bitmap, lookSidePx.photo) }).then(captureAdvice, () => null)
    bitmap.close()
    setPhotos((before) => before.map((photo) => (photo.address === address ? { ...photo, advice } : photo)))
  }
  return { photos, take, remove: (photo) => setPhotos((before) => before.filter((other) => other !== photo)) }
}

/** The moment, to the millisecond: two photos never have one name. */
const nameAt = (moment: Date): string => `tongue-${moment.toISOString().replaceAll(/[:.]/gu, '-')}.png`
