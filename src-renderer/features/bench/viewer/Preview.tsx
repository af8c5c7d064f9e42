import Box from '@mui/material/Box'
import { useState } from 'react'
import type { ImageId } from '../../../../src-shared/domain/ids.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { isAtHand } from './pictureLoader.ts'

/**
 * The list's small picture of a film, as large as the whole film will stand, until that is there. Nothing can be measured or
 * drawn on it: every layer waits for the film. Not for what is at hand already, which would only flicker.
 */
export function Preview({ imageId }: { readonly imageId: ImageId }) {
  const { imageUrl } = useClient()
  const [needed] = useState(() => !isAtHand(imageId))
  if (!needed) return null
  return (
    <Box
      component="img"
      // What it says, the notice over it says.
      alt=""
      src={imageUrl(imageId, 'thumbnail')}
      data-testid="preview"
      // One that does not come is not missed.
      onError={(event) => event.currentTarget.remove()}
      sx={{ position: 'absolute', inset: 0, width: '100%', height: '100%', objectFit: 'contain', pointerEvents: 'none' }}
    />
  )
}
