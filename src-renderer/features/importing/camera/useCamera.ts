import { useCallback, useEffect, useRef, useState } from 'react'

/** Why there is no picture. */
export type CameraProblem = 'refused' | 'none' | 'busy' | 'ended'

export interface Camera {
  readonly state: 'starting' | 'running' | CameraProblem
  readonly devices: readonly MediaDeviceInfo[]
  /** The one in use; empty until it is known. */
  readonly deviceId: string
  /** Opens a camera; the one before is let go. */
  readonly choose: (deviceId: string) => void
  /** The element that shows the picture. */
  readonly video: (element: HTMLVideoElement | null) => void
}

/** More than any camera has: the browser takes the largest there is. */
const LARGEST = { width: { ideal: 4096 }, height: { ideal: 4096 } }

/** Holds a camera open, without sound, while the calling component is shown. */
export function useCamera(): Camera {
  const [state, setState] = useState<Camera['state']>('starting')
  const [devices, setDevices] = useState<readonly MediaDeviceInfo[]>([])
  const [wanted, setWanted] = useState({ deviceId: '', round: 0 })
  const [opened, setOpened] = useState<MediaStream | null>(null)
  const element = useRef<HTMLVideoElement | null>(null)
  const video = useCallback(
    (next: HTMLVideoElement | null): void => {
      element.current = next
      if (next !== null) next.srcObject = opened
    },
    [opened],
  )
  useEffect(() => {
    let left = false
    let stream: MediaStream | null = null
    const ended = (): void => setState('ended')
    const open = async (): Promise<void> => {
      setState('starting')
      try {
        const own = await navigator.mediaDevices.getUserMedia({ audio: false, video: wanted.deviceId === '' ? LARGEST : { ...LARGEST, deviceId: { exact: wanted.deviceId } } })
        if (left) return letGo(own)
        stream = own
        for (const track of own.getVideoTracks()) track.addEventListener('ended', ended)
        setOpened(own)
        setDevices((await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === 'videoinput'))
        setState('running')
      } catch (error) {
        if (!left) setState(problemOf(error))
      }
    }
    void open()
    return () => {
      left = true
      if (stream !== null) letGo(stream)
      setOpened(null)
    }
  }, [wanted])
  const deviceId = opened?.getVideoTracks()[0]?.getSettings().deviceId ?? wanted.deviceId
  return { state, devices, deviceId, choose: (next) => setWanted(({ round }) => ({ deviceId: next, round: round + 1 })), video }
}

function letGo(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

function problemOf(error: unknown): CameraProblem {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused'
  return name === 'NotFoundError' || name === 'OverconstrainedError' || name === '' ? 'none' : 'busy'
}
