import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useEffect, useState } from 'react'
import type { Read } from '../../../src-shared/contract/bench.ts'
import type { WorklistFilter } from '../../../src-shared/domain/case.ts'
import type { ImageId } from '../../../src-shared/domain/ids.ts'
import type { ImageView } from '../../../src-shared/domain/image.ts'
import { noteStep } from '../../app/guide.ts'
import { useSession } from '../../app/session.tsx'
import { useText } from '../../text/useText.tsx'
import { useBenchKeys } from './benchKeys.ts'
import { tongueOf, type TongueOnPhoto } from './compare/alignment.ts'
import { useCompare } from './compare/useCompare.ts'
import { useOverlaySettings, type ChangeOverlay } from './overlay/overlaySettings.ts'
import type { PlacedSign } from './overlay/signPlaces.ts'
import { Panel } from './panel/Panel.tsx'
import { PictureArea } from './PictureArea.tsx'
import type { BenchSession } from './record/session.ts'
import { ShapeMenu } from './ShapeMenu.tsx'
import { useAhead } from './useAhead.ts'
import { useEndings } from './useEndings.ts'
import { useGiven } from './useGiven.ts'
import { useLineFindings } from './lines/useLineFindings.ts'
import { useSuggestions } from './lines/useSuggestions.ts'
import { useKeyImages } from './keyImage/useKeyImages.ts'
import { useMarks } from './useMarks.ts'
import { useBenchState } from './useBench.ts'
import { useReading, type Reading } from './useReading.ts'
import { TongueCorrection } from './tongue/TongueCorrection.tsx'
import { asMeasured } from './tongue/tongueGround.ts'
import { useMeasuredAgain } from './tongue/useMeasuredAgain.ts'
import { useTools } from './useTools.ts'
import { createPicture } from './viewer/picture.ts'
import { ToolRail } from './viewer/ToolRail.tsx'

interface BenchProps {
  readonly session: BenchSession
  readonly filter: WorklistFilter
}

/** Tools, picture, panel: one case being read. */
export function Bench({ session, filter }: BenchProps) {
  const state = useBenchState(session)
  const { view, history } = state
  const [picture] = useState(createPicture)
  const [overlay, setOverlay] = useOverlaySettings()
  const reading = useReading(session, state)
  const given = useGiven(session, state, reading)
  const { signing, way, sign, giveUp } = useEndings(session, reading, filter)
  const marks = useMarks(session, state)
  const read = { reading, given, marks }
  const keyImages = useKeyImages(picture, marks, reading.readOnly)
  const compare = useCompare(view.row.caseId, { picture, image: marks.image, tongue: view.row.task === 'tongue' ? tongueOn(marks.image, reading) : null })
  const tools = useTools({ picture, marks, images: view.images, calibrations: view.calibrations, task: view.row.task }, reading)
  const findings = useLineFindings(session, state, reading, tools.lines)
  const suggestions = useSuggestions(session, state, reading, marks)
  const measured = useMeasuredAgain(session, state)
  const reveal = (): void => void session.reveal()
  useBenchKeys({
    session,
    picture,
    ...read,
    ...tools,
    keyImages,
    findings,
    suggestions,
    compare,
    overlay,
    onOverlay: setOverlay,
    onReveal: reveal,
    onSign: () => void sign(),
    onStep: (direction) => void way.step(direction),
    resting: way.resting,
  })
  useGuideSteps(reading.read)
  useAhead(view, filter, picture)
  const canUndo = !reading.readOnly && history.past.length > 0
  const canRedo = !reading.readOnly && history.future.length > 0
  return (
    <Box sx={{ height: '100%', display: 'grid', gridTemplate: 'minmax(0, 1fr) / auto minmax(0, 1fr) clamp(384px, 20vw, 440px)' }} data-testid="bench" data-phase={reading.read.phase}>
      <ToolRail picture={picture} tool={tools.tool} corrects={tools.tongue.ground !== null} onTool={tools.takeTool} lens={tools.lens} keyImages={keyImages} comparing={compare.comparison !== null} onCompare={compare.toggle} onUndo={canUndo ? session.undo : null} onRedo={canRedo ? session.redo : null} />
      <Box sx={{ position: 'relative', minWidth: 0, minHeight: 0, display: 'flex', flexDirection: 'column' }}>
        <PictureArea picture={picture} view={view} {...read} tools={tools} suggestions={suggestions} compare={compare} overlay={overlay} onOverlay={setOverlay} />
        <EngineLine />
      </Box>
      <ShapeMenu actions={tools.actions} labelSets={view.labelSets} />
      <Panel session={session} state={state} {...read} keyImages={keyImages} lines={tools.lines} findings={findings} suggestions={suggestions} signing={signing} way={way} correction={tools.correction} tongueCorrection={<TongueCorrection edit={tools.tongue} tool={tools.tool} measured={measured} />} shownSign={overlay.sign} onShowSign={(sign) => showSign(sign, view.images, { show: setOverlay, showImage: marks.showImage, shown: marks.image })} onShapeMenu={tools.actions.openMenu} onEditNote={tools.notes.edit} onReveal={reveal} onSign={() => void sign()} onGiveUp={(reason) => void giveUp(reason)} />
    </Box>
  )
}

/** Of the tongue on this very photo. */
function tongueOn(image: ImageView | null, { prediction, read }: Reading): TongueOnPhoto | 'blind' {
  if (read.phase === 'blind') return 'blind'
  const measured = asMeasured(prediction, read)
  return measured === null || measured.imageId !== image?.imageId ? 'unmeasured' : tongueOf(measured.tongue)
}

interface SignShowing {
  readonly show: ChangeOverlay
  readonly showImage: (imageId: ImageId) => void
  readonly shown: ImageView | null
}

/** A sign is shown on the photo that it was measured on: the veins on that of the underside, all others on the tongue's surface. */
function showSign(sign: PlacedSign | null, images: readonly ImageView[], { show, showImage, shown }: SignShowing): void {
  show({ sign })
  const role = sign === 'sublingualVeins' ? 'underside' : 'main'
  const target = images.find((image) => image.role === role)
  if (sign !== null && shown?.role !== role && target !== undefined) showImage(target.imageId)
}

/** What of the guide has happened here. */
function useGuideSteps({ answers, phase }: Read): void {
  const answered = answers.some(({ state }) => state !== null)
  useEffect(() => {
    if (answered) noteStep('answer')
    if (phase !== 'blind') noteStep('reveal')
  }, [answered, phase])
}

/** One quiet line on the picture's edge when the engine is away: nothing on the bench waits for it, nothing moves. */
function EngineLine() {
  const { status } = useSession()
  const text = useText().bench
  if (status.engine.state === 'ready' || status.engine.state === 'starting') return null
  return (
    <Typography variant="caption" role="status" sx={{ position: 'absolute', right: 8, top: 8, px: 1, borderRadius: 0.5, pointerEvents: 'none', bgcolor: 'rgb(0 0 0 / 65%)', color: '#e6e9ec' }}>
      {text.engineAway}
    </Typography>
  )
}
