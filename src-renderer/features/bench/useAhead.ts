import { useEffect, useRef } from 'react'
import type { CaseView } from '../../../src-shared/contract/bench.ts'
import type { WorklistFilter } from '../../../src-shared/domain/case.ts'
import { useClient } from '../../client/ClientContext.tsx'
import type { Picture } from './viewer/picture.ts'
import { fetchPicturesAhead, forgetPixels } from './viewer/pictureLoader.ts'
import { closeSpareViewports } from './viewer/viewportPool.ts'

/**
 * While this case is read, the pictures of the cases that may come next are fetched and decoded, once its own picture
 * is on screen. Pixels only: what a model or anybody else has said of those cases is not asked for.
 */
export function useAhead({ row, images }: CaseView, filter: WorklistFilter, picture: Picture): void {
  const client = useClient()
  const { caseId } = row
  // Once a case: a refreshed view is another object with the same pictures.
  const latest = useRef({ images, filter })
  useEffect(() => {
    latest.current = { images, filter }
  })
  useEffect(() => {
    let looked = false
    const look = async (): Promise<void> => {
      if (looked || picture.state() === null) return
      looked = true
      // Nobody asked for it: where it fails, the next case is fetched when it is opened.
      const ahead = await client.send('case.ahead', { caseId, filter: latest.current.filter }).catch(() => [])
      await fetchPicturesAhead(
        latest.current.images.map(({ imageId }) => imageId),
        ahead.map(({ image }) => image),
        client.imageUrl,
      )
      const [likeliest] = ahead
      if (likeliest !== undefined) await picture.prepare(likeliest.image, client.imageUrl)
    }
    void look()
    return picture.subscribe(() => void look())
  }, [client, caseId, picture])
}

let benches = 0

function forgetAll(): void {
  forgetPixels()
  closeSpareViewports()
}

/** Forgets every pixel once no bench is shown any more: from case to case they stay. */
export function usePixelsKept(): void {
  const client = useClient()
  useEffect(() => {
    benches += 1
    const unsubscribe = client.subscribe((event) => {
      if (event.kind === 'session.changed' && event.userId === null) forgetPixels()
    })
    return () => {
      unsubscribe()
      benches -= 1
      // The next case's bench is mounted within the same turn.
      setTimeout(() => benches === 0 && forgetAll())
    }
  }, [client])
}
