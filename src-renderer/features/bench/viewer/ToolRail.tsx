import AspectRatio from '@mui/icons-material/AspectRatio'
import Brush from '@mui/icons-material/Brush'
import Compare from '@mui/icons-material/Compare'
import Contrast from '@mui/icons-material/Contrast'
import FitScreen from '@mui/icons-material/FitScreen'
import CropSquare from '@mui/icons-material/CropSquare'
import Flip from '@mui/icons-material/Flip'
import InvertColors from '@mui/icons-material/InvertColors'
import PanToolOutlined from '@mui/icons-material/PanToolOutlined'
import PentagonOutlined from '@mui/icons-material/PentagonOutlined'
import FormatColorReset from '@mui/icons-material/FormatColorReset'
import GpsFixed from '@mui/icons-material/GpsFixed'
import Draw from '@mui/icons-material/Draw'
import Gesture from '@mui/icons-material/Gesture'
import HighlightAlt from '@mui/icons-material/HighlightAlt'
import Texture from '@mui/icons-material/Texture'
import Search from '@mui/icons-material/Search'
import Redo from '@mui/icons-material/Redo'
import RotateLeft from '@mui/icons-material/RotateLeft'
import RotateRight from '@mui/icons-material/RotateRight'
import StickyNote2Outlined from '@mui/icons-material/StickyNote2Outlined'
import Star from '@mui/icons-material/Star'
import StarBorder from '@mui/icons-material/StarBorder'
import Straighten from '@mui/icons-material/Straighten'
import Timeline from '@mui/icons-material/Timeline'
import Undo from '@mui/icons-material/Undo'
import ZoomIn from '@mui/icons-material/ZoomIn'
import ZoomOut from '@mui/icons-material/ZoomOut'
import Box from '@mui/material/Box'
import Divider from '@mui/material/Divider'
import IconButton from '@mui/material/IconButton'
import Tooltip from '@mui/material/Tooltip'
import { useSyncExternalStore, type ReactNode } from 'react'
import type { Texts } from '../../../text/text.ts'
import { useText } from '../../../text/useText.tsx'
import type { KeyImages } from '../keyImage/useKeyImages.ts'
import type { LensKeys } from '../useLens.ts'
import type { Picture } from './picture.ts'
import type { TongueTool } from '../tongue/tongueTools.ts'
import type { DragTool } from './tools.ts'

interface ToolRailProps {
  readonly picture: Picture
  readonly tool: DragTool
  readonly onTool: (tool: DragTool) => void
  /** A tongue may be corrected here. */
  readonly corrects: boolean
  readonly lens: LensKeys
  readonly keyImages: KeyImages
  readonly comparing: boolean
  readonly onCompare: () => void
  readonly onUndo: (() => void) | null
  readonly onRedo: (() => void) | null
}

interface Action {
  readonly name: keyof Pick<Texts['bench']['tools'], 'zoomIn' | 'zoomOut' | 'fit' | 'actual' | 'invert' | 'rotateRight' | 'rotateLeft' | 'flipHorizontal' | 'flipVertical'>
  readonly keyName: string
  readonly icon: ReactNode
  readonly run: (picture: Picture) => void
}

/** Tubes and landmarks have their buttons in the panel, where their kinds are. */
const dragIcons: readonly { readonly tool: Exclude<DragTool, 'tube' | 'landmark' | TongueTool>; readonly keyName: string; readonly icon: ReactNode }[] = [
  { tool: 'window', keyName: 'W', icon: <Contrast fontSize="small" /> },
  { tool: 'pan', keyName: 'P', icon: <PanToolOutlined fontSize="small" /> },
  { tool: 'length', keyName: 'T', icon: <Straighten fontSize="small" /> },
  { tool: 'box', keyName: 'B', icon: <CropSquare fontSize="small" /> },
  { tool: 'polygon', keyName: 'O', icon: <PentagonOutlined fontSize="small" /> },
  { tool: 'polyline', keyName: 'Y', icon: <Timeline fontSize="small" /> },
  { tool: 'point', keyName: '.', icon: <GpsFixed fontSize="small" /> },
  { tool: 'brush', keyName: 'E', icon: <Brush fontSize="small" /> },
  { tool: 'eraser', keyName: 'Shift E', icon: <FormatColorReset fontSize="small" /> },
  { tool: 'note', keyName: 'N', icon: <StickyNote2Outlined fontSize="small" /> },
]

const tongueIcons: readonly { readonly tool: TongueTool; readonly keyName: string; readonly icon: ReactNode }[] = [
  { tool: 'tongueAdd', keyName: 'Shift T', icon: <Draw fontSize="small" /> },
  { tool: 'tongueErase', keyName: 'Shift Y', icon: <HighlightAlt fontSize="small" /> },
  { tool: 'tonguePoints', keyName: 'Shift P', icon: <Gesture fontSize="small" /> },
  { tool: 'tongueCells', keyName: 'Shift G', icon: <Texture fontSize="small" /> },
]

const actions: readonly Action[] = [
  { name: 'zoomIn', keyName: '+', icon: <ZoomIn fontSize="small" />, run: (picture) => picture.viewport()?.zoomBy(1.25) },
  { name: 'zoomOut', keyName: '-', icon: <ZoomOut fontSize="small" />, run: (picture) => picture.viewport()?.zoomBy(0.8) },
  { name: 'fit', keyName: 'Z', icon: <FitScreen fontSize="small" />, run: (picture) => picture.viewport()?.fit() },
  { name: 'actual', keyName: 'Shift Z', icon: <AspectRatio fontSize="small" />, run: (picture) => picture.viewport()?.actualSize() },
  { name: 'invert', keyName: 'I', icon: <InvertColors fontSize="small" />, run: (picture) => picture.viewport()?.invert() },
  { name: 'rotateRight', keyName: 'R', icon: <RotateRight fontSize="small" />, run: (picture) => picture.viewport()?.rotateBy(90) },
  { name: 'rotateLeft', keyName: 'L', icon: <RotateLeft fontSize="small" />, run: (picture) => picture.viewport()?.rotateBy(-90) },
  { name: 'flipHorizontal', keyName: 'H', icon: <Flip fontSize="small" />, run: (picture) => picture.viewport()?.flip('horizontal') },
  { name: 'flipVertical', keyName: 'V', icon: <Flip fontSize="small" sx={{ transform: 'rotate(90deg)' }} />, run: (picture) => picture.viewport()?.flip('vertical') },
]

/** One thin column; every tool names its key on hover. */
export function ToolRail({ picture, tool, onTool, corrects, lens, keyImages, comparing, onCompare, onUndo, onRedo }: ToolRailProps) {
  const { bench, compare, keyImages: keyWords, tongueEdit } = useText()
  const text = bench.tools
  return (
    <Box role="toolbar" aria-label={text.title} aria-orientation="vertical" sx={{ display: 'flex', flexDirection: 'column', alignItems: 'center', width: 40, py: 0.5, gap: 0.25, borderRight: 1, borderColor: 'divider', bgcolor: 'background.paper', overflowY: 'auto' }}>
      {dragIcons.map(({ tool: name, keyName, icon }) => (
        <ToolButton key={name} label={text[name]} keyName={keyName} pressed={tool === name} onClick={() => onTool(name)}>
          {icon}
        </ToolButton>
      ))}
      {corrects &&
        tongueIcons.map(({ tool: name, keyName, icon }) => (
          <ToolButton key={name} label={tongueEdit.tools[name]} keyName={keyName} pressed={tool === name} onClick={() => onTool(name)}>
            {icon}
          </ToolButton>
        ))}
      <Divider flexItem sx={{ my: 0.5 }} />
      <LensButton lens={lens} />
      <ToolButton label={compare.title} keyName="S" pressed={comparing} onClick={onCompare}>
        <Compare fontSize="small" />
      </ToolButton>
      <ToolButton label={keyWords.toggle} keyName="*" pressed={keyImages.shown !== null} onClick={keyImages.toggle}>
        {keyImages.shown === null ? <StarBorder fontSize="small" /> : <Star fontSize="small" />}
      </ToolButton>
      {actions.map(({ name, keyName, icon, run }) => (
        <ToolButton key={name} label={text[name]} keyName={keyName} onClick={() => run(picture)}>
          {icon}
        </ToolButton>
      ))}
      <Divider flexItem sx={{ my: 0.5 }} />
      <ToolButton label={text.undo} keyName="Ctrl Z" onClick={onUndo}>
        <Undo fontSize="small" />
      </ToolButton>
      <ToolButton label={text.redo} keyName="Ctrl Shift Z" onClick={onRedo}>
        <Redo fontSize="small" />
      </ToolButton>
    </Box>
  )
}

function LensButton({ lens: { lens, press } }: { readonly lens: LensKeys }) {
  const text = useText().bench.tools
  const { shown } = useSyncExternalStore(lens.subscribe, lens.state)
  return (
    <ToolButton label={text.magnify} keyName="M" pressed={shown} onClick={press}>
      <Search fontSize="small" />
    </ToolButton>
  )
}

interface ToolButtonProps {
  readonly label: string
  readonly keyName: string
  readonly pressed?: boolean
  /** null: nothing to do now. */
  readonly onClick: (() => void) | null
  readonly children: ReactNode
}

function ToolButton({ label, keyName, pressed, onClick, children }: ToolButtonProps) {
  return (
    <Tooltip title={`${label} · ${keyName}`} placement="right">
      <span>
        <IconButton
          aria-label={label}
          aria-pressed={pressed}
          disabled={onClick === null}
          // The keys belong to the labels: a tool that was clicked must not keep Space and Enter.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onClick?.()}
          sx={{ borderRadius: 1, p: 0.625, color: pressed === true ? 'primary.main' : 'text.secondary', bgcolor: pressed === true ? 'action.selected' : 'transparent' }}
        >
          {children}
        </IconButton>
      </span>
    </Tooltip>
  )
}
