import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import type { Language } from '../../../../src-shared/domain/label.ts'
import { texts } from '../../../text/text.ts'

interface AllAskedProps {
  readonly language: Language
  readonly missing: number
  readonly onBack: () => void
  readonly onClose: () => void
}

/** After the last question: thanks, or the way back to what is open. No score is shown to who has just answered. */
export function AllAsked({ language, missing, onBack, onClose }: AllAskedProps) {
  const text = texts[language].constitution
  return (
    <>
      <Typography role="status" sx={{ fontSize: 28, textAlign: 'center' }}>
        {missing === 0 ? text.allAnswered : text.missing(missing)}
      </Typography>
      {missing > 0 && (
        <Button size="large" variant="contained" onClick={onBack}>
          {text.toMissing}
        </Button>
      )}
      <Button size="large" variant={missing > 0 ? 'outlined' : 'contained'} onClick={onClose}>
        {text.done}
      </Button>
    </>
  )
}
