import { useEffect, useState, type RefObject } from 'react'
import type { CaptureLook } from '../../../../src-shared/domain/captureAdvice.ts'
import type { Client } from '../../../client/client.ts'
import { lookOf, lookSidePx } from './grab.ts'

/** Between two looks: the engine has other work too. */
const PAUSE_MS = 250

export type Guide = { readonly state: 'looking' } | { readonly state: 'seen'; readonly look: CaptureLook } | { readonly state: 'failed' }

/** Looks at the camera's picture again and again, one look at a time, while `running`. */
export function useGuide(client: Client, video: RefObject<HTMLVideoElement | null>, running: boolean): Guide {
  const [guide, setGuide] = useState<Guide>({ state: 'looking' })
  useEffect(() => {
    if (!running) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    let left = false
    const show = (next: Guide): void => {
      if (!left) setGuide(next)
    }
    const again = async (): Promise<void> => {
      const element = video.current
      if (element !== null && element.videoWidth > 0) {
        try {
          show({ state: 'seen', look: await client.send('capture.look', { jpeg: lookOf(element, lookSidePx.live) }) })
        } catch {
          show({ state: 'failed' })
        }
      }
      if (!left) timer = setTimeout(() => void again(), PAUSE_MS)
    }
    void again()
    return () => {
      left = true
      clearTimeout(timer)
      setGuide({ state: 'looking' })
    }
  }, [client, video, running])
  return guide
}
