import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogTitle from '@mui/material/DialogTitle'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useCallback, useId, useRef, type KeyboardEvent } from 'react'
import { captureAdvice } from '../../../../src-shared/domain/captureAdvice.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { useText } from '../../../text/useText.tsx'
import { KeyCap } from '../../../ui/KeyCap.tsx'
import { ResearchLine } from '../../../ui/ResearchLine.tsx'
import { AdviceList } from './AdviceList.tsx'
import { CameraPicture } from './CameraPicture.tsx'
import { TakenPhotos } from './TakenPhotos.tsx'
import { useCamera, type Camera } from './useCamera.ts'
import { useGuide, type Guide } from './useGuide.ts'
import { useTaken, type Taken } from './useTaken.ts'

interface CameraDialogProps {
  readonly onUse: (photos: readonly File[]) => void
  readonly onClose: () => void
}

/** A camera with a guide beside it. Nothing is kept before the photos are used; closing says so. */
export function CameraDialog({ onUse, onClose }: CameraDialogProps) {
  const text = useText().camera
  const titleId = useId()
  const client = useClient()
  const camera = useCamera()
  const video = useRef<HTMLVideoElement | null>(null)
  const show = camera.video
  const attach = useCallback(
    (element: HTMLVideoElement | null): void => {
      video.current = element
      show(element)
    },
    [show],
  )
  const running = camera.state === 'running'
  const guide = useGuide(client, video, running)
  const taken = useTaken(client)
  const take = (): void => {
    if (running && video.current !== null && video.current.videoWidth > 0) void taken.take(video.current)
  }
  return (
    <Dialog
      open
      fullScreen
      onClose={taken.photos.length === 0 ? onClose : undefined}
      onKeyDown={(event) => pressed(event, take)}
      aria-labelledby={titleId}
      slotProps={{ paper: { 'data-testid': 'camera' } as object }}
    >
      <DialogTitle id={titleId} sx={{ py: 1 }}>
        {text.title}
      </DialogTitle>
      <Box sx={{ flex: 1, minHeight: 0, display: 'flex', gap: 2, px: 3, pb: 1 }}>
        <CameraPicture video={attach} look={guide.state === 'seen' ? guide.look : null} />
        <Side camera={camera} guide={guide} taken={taken} onTake={take} onUse={onUse} onClose={onClose} />
      </Box>
      <Box sx={{ px: 3, pb: 1 }}>
        <ResearchLine />
      </Box>
    </Dialog>
  )
}

/** The space bar takes a photo wherever it does nothing else: on a button or in the list of cameras it has its own work. */
function pressed(event: KeyboardEvent, take: () => void): void {
  const hasOwnWork = event.target instanceof Element && event.target.closest('button,[role="combobox"],[role="listbox"]') !== null
  if (event.key !== ' ' || hasOwnWork) return
  event.preventDefault()
  if (!event.repeat) take()
}

interface SideProps extends CameraDialogProps {
  readonly camera: Camera
  readonly guide: Guide
  readonly taken: Taken
  readonly onTake: () => void
}

function Side({ camera, guide, taken, onTake, onUse, onClose }: SideProps) {
  const text = useText().camera
  return (
    <Box sx={{ width: 360, display: 'flex', flexDirection: 'column', gap: 2, minHeight: 0 }}>
      <DeviceChoice camera={camera} />
      <Told camera={camera} guide={guide} />
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
        <Button variant="contained" size="large" disabled={camera.state !== 'running'} onClick={onTake} data-testid="take-photo" autoFocus fullWidth>
          {text.take}
        </Button>
        <KeyCap chord="Space" />
      </Box>
      <Typography variant="h3">{text.taken}</Typography>
      <TakenPhotos photos={taken.photos} onRemove={taken.remove} />
      <Box sx={{ flex: 1 }} />
      <Typography variant="caption" color="text.secondary">
        {text.note}
      </Typography>
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Button variant="contained" disabled={taken.photos.length === 0} onClick={() => onUse(taken.photos.map(({ file }) => file))} data-testid="use-photos">
          {text.use(taken.photos.length)}
        </Button>
        <Button onClick={onClose} data-testid="close-camera">
          {text.close}
        </Button>
      </Box>
    </Box>
  )
}

function DeviceChoice({ camera }: { readonly camera: Camera }) {
  const text = useText().camera
  if (camera.devices.length === 0) return null
  return (
    <TextField select size="small" label={text.which} value={camera.devices.some(({ deviceId }) => deviceId === camera.deviceId) ? camera.deviceId : ''} onChange={(event) => camera.choose(event.target.value)}>
      {camera.devices.map(({ deviceId, label }, index) => (
        <MenuItem key={deviceId} value={deviceId}>
          {label === '' ? text.nameless(index + 1) : label}
        </MenuItem>
      ))}
    </TextField>
  )
}

function Told({ camera, guide }: { readonly camera: Camera; readonly guide: Guide }) {
  const text = useText().camera
  if (camera.state === 'starting') return <Typography role="status">{text.starting}</Typography>
  if (camera.state !== 'running') {
    return (
      <Alert severity="error" data-testid="camera-problem">
        {text.problem[camera.state]}
      </Alert>
    )
  }
  if (guide.state === 'failed') return <Alert severity="warning">{text.guideFailed}</Alert>
  if (guide.state === 'looking') return <Typography role="status">{text.looking}</Typography>
  return <AdviceList advice={captureAdvice(guide.look)} />
}
