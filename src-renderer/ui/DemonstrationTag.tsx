import Chip from '@mui/material/Chip'
import Tooltip from '@mui/material/Tooltip'
import { useText } from '../text/useText.tsx'

/** Stands beside every score of a model that was trained on generated pictures. */
export function DemonstrationTag() {
  const text = useText().common
  return (
    <Tooltip title={text.demonstrationHint}>
      <Chip
        label={text.demonstration}
        size="small"
        variant="outlined"
        color="warning"
        sx={{ height: 18, fontSize: 11 }}
      />
    </Tooltip>
  )
}
