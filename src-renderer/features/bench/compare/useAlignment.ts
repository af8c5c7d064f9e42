import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { BesidePicture } from '../../../../src-shared/contract/worklist.ts'
import type { CaseId, ImageId } from '../../../../src-shared/domain/ids.ts'
import type { ImageView } from '../../../../src-shared/domain/image.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { isMirrored } from '../overlay/geometry.ts'
import type { Picture } from '../viewer/picture.ts'
import { alignmentOf, tongueOf, type AlignObstacle, type TongueOnPhoto } from './alignment.ts'
import { groundOfAxis, type Ground } from './linkedView.ts'

type EarlierTongues = ReadonlyMap<ImageId, TongueOnPhoto>

/** The tongues of the patient's earlier visits, as signed; null until they are known. None where the answer does not come: the pictures are compared all the same. */
export function useEarlierTongues(caseId: CaseId, wanted: boolean): EarlierTongues | null {
  const client = useClient()
  const [earlier, setEarlier] = useState<EarlierTongues | null>(null)
  useEffect(() => {
    if (!wanted) return
    let isGone = false
    const keep = (tongues: EarlierTongues): void => {
      if (!isGone) setEarlier(tongues)
    }
    client.send('case.trend', { caseId }).then(
      (visits) => keep(new Map(visits.map(({ imageId, tongue }) => [imageId, tongueOf(tongue)] as const))),
      () => keep(new Map()),
    )
    return () => {
      isGone = true
    }
  }, [client, caseId, wanted])
  return wanted ? earlier : null
}

/** The case's own picture on show. */
export interface OwnPicture {
  readonly picture: Picture
  readonly image: ImageView | null
  /** null on films. */
  readonly tongue: TongueOnPhoto | 'blind' | null
}

export interface Alignment {
  /** Whether two tongues lie root on root and tip on tip; null for films, and until it is known whether they can. */
  readonly aligned: boolean | null
  /** Why they cannot, whatever the reader wants; null where they can. */
  readonly obstacle: AlignObstacle | null
  /** The reader wanted them to, and is told why they cannot. */
  readonly obstacleTold: boolean
  /** By which they do. */
  readonly grounds: { readonly first: Ground; readonly second: Ground } | null
  readonly toggleAligned: () => void
}

interface Beside {
  /** The picture to compare with; null while none is. */
  readonly chosen: BesidePicture | null
  readonly earlier: EarlierTongues | null
  readonly linked: boolean
}

/** How the tongues of two pictures lie: on each other, as photographed, or why they cannot be laid on each other. */
export function useAlignment({ picture, image, tongue }: OwnPicture, { chosen, earlier, linked }: Beside): Alignment {
  const [wanted, setWanted] = useState(true)
  const [told, setTold] = useState<AlignObstacle | null>(null)
  const mirrored = useMirrored(picture)
  const known = image !== null && chosen !== null && tongue !== null && (tongue === 'blind' || earlier !== null)
  const alignment = known ? alignmentOf({ own: { role: image.role, tongue }, other: otherOf(chosen, earlier), linked, mirrored }) : null
  const obstacle = typeof alignment === 'string' ? alignment : null
  const [own, other] = alignment === null || typeof alignment === 'string' || !wanted ? [null, null] : [alignment.own, alignment.other]
  // The same object as long as the axes are the same: a new one would link the pictures anew.
  const grounds = useMemo(() => (own === null || other === null ? null : { first: groundOfAxis(own), second: groundOfAxis(other) }), [own, other])
  return {
    aligned: alignment === null ? null : grounds !== null,
    obstacle,
    obstacleTold: obstacle !== null && told === obstacle,
    grounds,
    toggleAligned: () => {
      setTold(obstacle)
      if (obstacle === null) setWanted((before) => !before)
    },
  }
}

const otherOf = ({ image }: BesidePicture, earlier: EarlierTongues | null) => ({ role: image.role, tongue: earlier?.get(image.imageId) ?? ('unmeasured' as const) })

/** Whether a picture is shown as its mirror image; asks for no drawing while it is only moved. */
const useMirrored = (picture: Picture): boolean =>
  useSyncExternalStore(picture.subscribe, () => {
    const state = picture.state()
    return state !== null && isMirrored(state.toCanvas)
  })
