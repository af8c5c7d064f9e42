import Box from '@mui/material/Box'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { photoViews, type PhotoView } from '../../../../src-shared/contract/photos.ts'
import type { CaseId } from '../../../../src-shared/domain/ids.ts'
import type { ImageView } from '../../../../src-shared/domain/image.ts'
import type { AppError } from '../../../../src-shared/errors.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { asAppError } from '../../../client/useLoad.ts'
import { useText } from '../../../text/useText.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'

interface PhotoSideProps {
  readonly caseId: CaseId
  readonly image: ImageView
  readonly readOnly: boolean
  readonly onChanged: () => void
}

/** Which side of the tongue the photo on show is of: its name said so, or did not. */
export function PhotoSide({ caseId, image, readOnly, onChanged }: PhotoSideProps) {
  const text = useText().tongueEdit.side
  const client = useClient()
  const [error, setError] = useState<AppError | null>(null)
  const shown: PhotoView = image.role === 'underside' ? 'underside' : 'surface'
  const choose = (view: PhotoView | null): void => {
    if (view === null || view === shown) return
    setError(null)
    client.send('photo.view', { caseId, imageId: image.imageId, view }).then(onChanged, (failure: unknown) => setError(asAppError(failure)))
  }
  return (
    <Box data-testid="photo-side" data-side={shown} sx={{ px: 1.5, py: 0.5 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
        <Typography variant="caption" color="text.secondary">
          {text.title}
        </Typography>
        <ToggleButtonGroup exclusive size="small" value={shown} disabled={readOnly} aria-label={text.title} onMouseDown={(event) => event.preventDefault()} onChange={(_, view: PhotoView | null) => choose(view)}>
          {photoViews.map((view) => (
            <ToggleButton key={view} value={view} sx={{ py: 0, px: 1, minHeight: 24 }}>
              {text[view]}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </Box>
      {error !== null && <ErrorNotice error={error} onClose={() => setError(null)} />}
    </Box>
  )
}
