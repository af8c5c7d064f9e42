import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useEffect, useRef } from 'react'
import type { ImageId } from '../../../../src-shared/domain/ids.ts'
import type { ImageView } from '../../../../src-shared/domain/image.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { useLoad, type Loaded } from '../../../client/useLoad.ts'
import { useText } from '../../../text/useText.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'
import type { Picture } from './picture.ts'

interface ShowingImage {
  readonly loaded: Loaded<ImageId>
  readonly reload: () => void
  /** The picture asked for is the one on screen. */
  readonly shown: boolean
}

/** Mounts the viewport and shows one image in it, or says why it cannot be shown. */
export function useShownImage(picture: Picture, element: { readonly current: HTMLDivElement | null }, image: ImageView): ShowingImage {
  const { imageUrl } = useClient()
  const { imageId } = image
  const first = useRef(imageId)
  useEffect(() => (element.current === null ? undefined : picture.mount(element.current, first.current)), [picture, element])
  const { loaded, reload } = useLoad(imageId, async () => {
    await picture.viewport()?.show(image, imageUrl)
    return imageId
  })
  // The picture before stays on screen until the next one is there: what lies over it must not change earlier.
  return { loaded, reload, shown: loaded.state === 'ready' && loaded.value === imageId }
}

/** Over a pane: that its picture is on its way, or why it does not come. */
export function PictureNotice({ showing: { loaded, reload, shown } }: { readonly showing: ShowingImage }) {
  const text = useText().bench.picture
  if (loaded.state === 'failed') {
    return (
      <Box sx={{ position: 'absolute', left: 16, right: 16, bottom: 16, bgcolor: 'background.paper' }}>
        <ErrorNotice error={loaded.error} onRetry={reload} />
      </Box>
    )
  }
  if (shown) return null
  return (
    <Typography role="status" variant="body2" sx={{ position: 'absolute', left: 16, top: 16, color: '#c8ced3' }}>
      {text.loading}
    </Typography>
  )
}
