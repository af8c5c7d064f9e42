import DeleteOutlined from '@mui/icons-material/DeleteOutlined'
import Box from '@mui/material/Box'
import IconButton from '@mui/material/IconButton'
import Typography from '@mui/material/Typography'
import { useText } from '../../../text/useText.tsx'
import { VerdictSign } from './AdviceList.tsx'
import type { TakenPhoto } from './useTaken.ts'

interface TakenPhotosProps {
  readonly photos: readonly TakenPhoto[]
  readonly onRemove: (photo: TakenPhoto) => void
}

/** The photos of this window, the newest first, each with what the program says of it. */
export function TakenPhotos({ photos, onRemove }: TakenPhotosProps) {
  const text = useText().camera
  if (photos.length === 0) return <Typography color="text.secondary">{text.noneTaken}</Typography>
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, overflowY: 'auto', display: 'flex', flexDirection: 'column', gap: 1 }}>
      {photos.toReversed().map((photo) => (
        <Box component="li" key={photo.address} data-testid="taken-photo" sx={{ display: 'flex', gap: 1.5, alignItems: 'flex-start' }}>
          <Box component="img" src={photo.address} alt={photo.file.name} sx={{ width: 96, height: 72, objectFit: 'cover', borderRadius: 0.5, bgcolor: '#000' }} />
          <Box sx={{ flex: 1, minWidth: 0 }}>
            {photo.advice === null ? (
              <Typography color="text.secondary">{text.photoVerdict.unseen}</Typography>
            ) : (
              <VerdictSign verdict={photo.advice.verdict} words={text.photoVerdict[photo.advice.verdict]} />
            )}
            <Typography variant="body2" color="text.secondary">
              {photo.advice?.hints.map((hint) => text.hints[hint]).join(' ')}
            </Typography>
          </Box>
          <IconButton aria-label={text.remove(photo.file.name)} onClick={() => onRemove(photo)}>
            <DeleteOutlined fontSize="small" />
          </IconButton>
        </Box>
      ))}
    </Box>
  )
}
