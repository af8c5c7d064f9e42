import Box from '@mui/material/Box'
import MenuItem from '@mui/material/MenuItem'
import Select from '@mui/material/Select'
import Typography from '@mui/material/Typography'
import type { DisplayWindow, ImageView } from '../../../../src-shared/domain/image.ts'
import type { Spacing } from '../../../../src-shared/domain/mark.ts'
import { useText } from '../../../text/useText.tsx'
import type { Texts } from '../../../text/text.ts'
import { isMirrored, zoomOf } from '../overlay/geometry.ts'
import type { TrueSize } from '../useTrueSize.ts'
import { usePictureState, type Picture } from './picture.ts'
import { windowsOf } from './pixels.ts'

/** Window, spacing with its source, zoom and size: what the picture on screen is. */
export function Readout({ picture, image, trueSize }: { readonly picture: Picture; readonly image: ImageView; readonly trueSize: TrueSize }) {
  const text = useText().bench.picture
  const state = usePictureState(picture)
  if (state === null) return null
  const { centre, width } = state.window
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1.5 }} data-testid="readout">
      <Fact>{text.window(figure(centre), figure(width))}</Fact>
      <Presets picture={picture} image={image} shown={state.window} />
      <Fact>{spacingWords(image.spacing, text)}</Fact>
      <Fact>{text.zoom(zoomOf(state.toCanvas).toFixed(2))}</Fact>
      <TrueSizeFact trueSize={trueSize} zoom={zoomOf(state.toCanvas)} />
      {isMirrored(state.toCanvas) && <Fact>◧ {text.mirrored}</Fact>}
      <Fact>{text.size(image.widthPx, image.heightPx)}</Fact>
    </Box>
  )
}

/** Said only while it is so; and why not, when it was asked for. */
function TrueSizeFact({ trueSize, zoom }: { readonly trueSize: TrueSize; readonly zoom: number }) {
  const text = useText().bench.picture
  if (trueSize.refused !== null) return <Fact role="status">{text.noTrueSize[trueSize.refused]}</Fact>
  const shown = trueSize.zoom !== null && near(zoom * window.devicePixelRatio, trueSize.zoom)
  return shown ? <Fact>{text.trueSize}</Fact> : null
}

interface PresetsProps {
  readonly picture: Picture
  readonly image: ImageView
  readonly shown: DisplayWindow
  /** What the list is called, where there is more than one. */
  readonly name?: string
}

/** The windows a picture offers, to choose from. */
export function Presets({ picture, image, shown, name }: PresetsProps) {
  const text = useText().bench.picture
  const title = name ?? text.windowName
  const own = windowsOf(image.pixels)
  const auto = picture.viewport()?.autoWindow() ?? null
  // Found from the last: the automatic one is named as such where it is the same as another.
  const windows = auto === null ? own : [...own, auto]
  if (windows.length < 2) return null
  const chosen = windows.findLastIndex(({ centre, width }) => near(centre, shown.centre) && near(width, shown.width))
  const nameOfWindow = (index: number): string => {
    if (index === own.length) return text.autoWindow
    return index === own.length - 1 ? text.wholeRange : text.own(index + 1)
  }
  return (
    <Select
      variant="standard"
      disableUnderline
      value={chosen < 0 ? '' : String(chosen)}
      displayEmpty
      inputProps={{ 'aria-label': title }}
      onChange={(event) => {
        const window = windows[Number(event.target.value)]
        if (window !== undefined) picture.viewport()?.setWindow(window)
      }}
      sx={{ fontSize: 12, color: 'text.secondary' }}
    >
      <MenuItem value="" disabled>
        {title}
      </MenuItem>
      {windows.map((window, index) => (
        <MenuItem key={index === own.length ? 'auto' : `${window.centre}/${window.width}`} value={String(index)}>
          {nameOfWindow(index)}
        </MenuItem>
      ))}
    </Select>
  )
}

function Fact({ children, role }: { readonly children: string | readonly string[]; readonly role?: 'status' }) {
  return (
    <Typography role={role} variant="caption" color="text.secondary" noWrap>
      {children}
    </Typography>
  )
}

function spacingWords(spacing: Spacing | null, text: Texts['bench']['picture']): string {
  if (spacing === null) return text.uncalibratedLength
  const { rowMm, columnMm, source } = spacing
  const size = rowMm === columnMm ? rowMm.toFixed(3) : `${rowMm.toFixed(3)} × ${columnMm.toFixed(3)}`
  const caveat = { imagerPixelSpacing: ` · ${text.detectorPlane}`, reader: ` · ${text.calibratedByReader}`, pixelSpacing: '' }[source]
  return `${text.spacing(size)}${caveat}`
}

const figure = (value: number): string => (Math.abs(value) < 10 ? value.toFixed(1) : value.toFixed(0))
const near = (one: number, other: number): boolean => Math.abs(one - other) <= 1e-3 * Math.max(1, Math.abs(one))
