import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import type { ChartPhoto, ChartUsed } from '../../../../src-shared/contract/calibration.ts'
import type { Input } from '../../../../src-shared/contract/contract.ts'
import type { CaseId, ImageId } from '../../../../src-shared/domain/ids.ts'
import type { AppError } from '../../../../src-shared/errors.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { asAppError } from '../../../client/useLoad.ts'
import { useText } from '../../../text/useText.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'

type Scope = Input<'chart.use'>['scope']
const scopes: readonly Scope[] = ['photo', 'visit', 'import']

interface ChooseChartProps {
  readonly caseId: CaseId
  readonly mayChoose: boolean
  readonly onChosen: () => void
}

/** A chart that was photographed by itself serves the photos of its sitting. */
export function ChooseChart({ caseId, mayChoose, onChosen }: ChooseChartProps) {
  const client = useClient()
  const text = useText().calibration
  const [photos, setPhotos] = useState<readonly ChartPhoto[] | null>(null)
  const [used, setUsed] = useState<ChartUsed | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setError(null)
    await work().catch((cause: unknown) => setError(asAppError(cause)))
  }
  const open = (): Promise<void> => attempt(async () => setPhotos(await client.send('chart.photos', { caseId })))
  const use = (chartImageId: ImageId, scope: Scope): Promise<void> =>
    attempt(async () => {
      setUsed(await client.send('chart.use', { caseId, chartImageId, scope }))
      setPhotos(null)
      onChosen()
    })
  if (!mayChoose) return <Typography variant="caption" color="text.secondary" component="p">{text.tooLate}</Typography>
  return (
    <>
      {photos === null && (
        <Button size="small" onClick={() => void open()} sx={{ px: 0 }}>
          {text.choose}
        </Button>
      )}
      {photos !== null && <Choice photos={photos} caseId={caseId} onUse={(image, scope) => void use(image, scope)} onClose={() => setPhotos(null)} />}
      {used !== null && <Typography variant="caption" role="status" component="p">{text.used(used.photos, used.left)}</Typography>}
      {error !== null && <ErrorNotice error={error} onClose={() => setError(null)} />}
    </>
  )
}

interface ChoiceProps {
  readonly photos: readonly ChartPhoto[]
  readonly caseId: CaseId
  readonly onUse: (chartImageId: ImageId, scope: Scope) => void
  readonly onClose: () => void
}

function Choice({ photos, caseId, onUse, onClose }: ChoiceProps) {
  const client = useClient()
  const text = useText().calibration
  const [chosen, setChosen] = useState<ImageId | ''>('')
  const [scope, setScope] = useState<Scope>('photo')
  return (
    <Box sx={{ display: 'grid', gap: 1, my: 0.5 }} role="group" aria-label={text.choose}>
      <TextField select size="small" label={text.photo} value={chosen} onChange={(event) => setChosen(event.target.value as ImageId)}>
        {photos.map((photo) => (
          <MenuItem key={photo.imageId} value={photo.imageId}>
            <Box component="img" src={client.imageUrl(photo.imageId, 'thumbnail')} alt="" sx={{ height: 32, mr: 1, verticalAlign: 'middle' }} />
            {photo.caseId === caseId ? text.thisPhoto : `#${photo.sequence} · ${photo.pseudonym} · ${photo.sameVisit ? text.sameVisit : text.sameImport}`}
          </MenuItem>
        ))}
      </TextField>
      <TextField select size="small" label={text.scopeName} value={scope} onChange={(event) => setScope(event.target.value as Scope)}>
        {scopes.map((each) => (
          <MenuItem key={each} value={each}>
            {text.scope[each]}
          </MenuItem>
        ))}
      </TextField>
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Button size="small" variant="contained" disabled={chosen === ''} onClick={() => chosen !== '' && onUse(chosen, scope)}>
          {text.use}
        </Button>
        <Button size="small" onClick={onClose}>
          {text.cancel}
        </Button>
      </Box>
    </Box>
  )
}
