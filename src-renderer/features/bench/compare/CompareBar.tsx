import AlignIcon from '@mui/icons-material/AlignHorizontalCenter'
import Close from '@mui/icons-material/Close'
import CompareIcon from '@mui/icons-material/Compare'
import InvertColors from '@mui/icons-material/InvertColors'
import Link from '@mui/icons-material/Link'
import LinkOff from '@mui/icons-material/LinkOff'
import SplitscreenOutlined from '@mui/icons-material/SplitscreenOutlined'
import Box from '@mui/material/Box'
import IconButton from '@mui/material/IconButton'
import MenuItem from '@mui/material/MenuItem'
import Select from '@mui/material/Select'
import Tooltip from '@mui/material/Tooltip'
import Typography from '@mui/material/Typography'
import { useId, type ReactNode } from 'react'
import { useText } from '../../../text/useText.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'
import { usePictureState } from '../viewer/picture.ts'
import { Presets } from '../viewer/Readout.tsx'
import { captionOf } from './PaneCaption.tsx'
import type { Compare, Comparison } from './useCompare.ts'

/** Under the pictures while two are compared: which one, how they stand, and the window of the second. */
export function CompareBar({ compare }: { readonly compare: Compare }) {
  const text = useText().compare
  const { comparison, nothing, error, toggle } = compare
  if (comparison === null && !nothing && error === null) return null
  return (
    <Box role="toolbar" aria-label={text.title} data-testid="compare-bar" sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1, minHeight: 32 }}>
      {error !== null && <ErrorNotice error={error} />}
      {nothing && (
        <Typography role="status" variant="caption" color="text.secondary">
          {text.nothing}
        </Typography>
      )}
      {comparison !== null && <Choices compare={compare} comparison={comparison} />}
      <BarButton label={text.close} keyName="S" onClick={toggle}>
        <Close fontSize="small" />
      </BarButton>
    </Box>
  )
}

function Choices({ compare, comparison }: { readonly compare: Compare; readonly comparison: Comparison }) {
  const text = useText().compare
  const { layout, linked, aligned, obstacle, obstacleTold, setLayout, toggleLinked, toggleAligned, choose } = compare
  const { choices, chosen } = comparison
  return (
    <>
      <Typography variant="caption" color="text.secondary">
        {text.with}
      </Typography>
      <Select variant="standard" disableUnderline value={chosen.image.imageId} inputProps={{ 'aria-label': text.picture }} onChange={(event) => choose(event.target.value)} sx={{ fontSize: 13 }}>
        {choices.map((choice) => (
          <MenuItem key={choice.image.imageId} value={choice.image.imageId}>
            {captionOf(choice, text)}
          </MenuItem>
        ))}
      </Select>
      <BarButton label={text.beside} keyName="Shift S" pressed={layout === 'beside'} onClick={() => setLayout('beside')}>
        <SplitscreenOutlined fontSize="small" sx={{ transform: 'rotate(90deg)' }} />
      </BarButton>
      <BarButton label={text.split} keyName="Shift S" pressed={layout === 'split'} onClick={() => setLayout('split')}>
        <CompareIcon fontSize="small" />
      </BarButton>
      <BarButton label={linked ? text.linked : text.notLinked} keyName="Shift L" pressed={linked} onClick={toggleLinked}>
        {linked ? <Link fontSize="small" /> : <LinkOff fontSize="small" />}
      </BarButton>
      {aligned !== null && (
        <BarButton label={aligned ? text.aligned : text.notAligned} keyName="|" pressed={aligned} obstacle={obstacle === null ? null : text.cannotAlign[obstacle]} onClick={toggleAligned}>
          <AlignIcon fontSize="small" />
        </BarButton>
      )}
      {obstacle !== null && obstacleTold && (
        <Typography role="status" variant="caption" color="text.secondary">
          {text.cannotAlign[obstacle]}
        </Typography>
      )}
      <OwnWindow compare={compare} comparison={comparison} />
    </>
  )
}

/** The second picture's window, apart from the first's. */
function OwnWindow({ compare: { picture }, comparison: { chosen } }: { readonly compare: Compare; readonly comparison: Comparison }) {
  const text = useText().compare
  const state = usePictureState(picture)
  if (state === null) return null
  return (
    <>
      <Presets picture={picture} image={chosen.image} shown={state.window} name={text.windowName} />
      <BarButton label={text.invert} pressed={state.inverted} onClick={() => picture.viewport()?.invert()}>
        <InvertColors fontSize="small" />
      </BarButton>
    </>
  )
}

interface BarButtonProps {
  readonly label: string
  readonly keyName?: string
  readonly pressed?: boolean
  /** Why it does nothing now; whoever presses it all the same may be told so. */
  readonly obstacle?: string | null
  readonly onClick: () => void
  readonly children: ReactNode
}

function BarButton({ label, keyName, pressed, obstacle = null, onClick, children }: BarButtonProps) {
  const reasonId = useId()
  const name = keyName === undefined ? label : `${label} · ${keyName}`
  const look = obstacle === null ? {} : { opacity: 0.5, cursor: 'not-allowed' }
  return (
    <Tooltip title={obstacle === null ? name : `${name} · ${obstacle}`}>
      <IconButton
        aria-label={label}
        aria-pressed={pressed}
        aria-disabled={obstacle !== null || undefined}
        aria-describedby={obstacle === null ? undefined : reasonId}
        onMouseDown={(event) => event.preventDefault()}
        onClick={onClick}
        sx={{ borderRadius: 1, p: 0.5, color: pressed === true ? 'primary.main' : 'text.secondary', bgcolor: pressed === true ? 'action.selected' : 'transparent', ...look }}
      >
        {children}
        {obstacle !== null && (
          <span id={reasonId} hidden>
            {obstacle}
          </span>
        )}
      </IconButton>
    </Tooltip>
  )
}
