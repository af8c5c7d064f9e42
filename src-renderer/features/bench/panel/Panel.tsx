import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import type { LabelRef } from '../../../../src-shared/domain/label.ts'
import { isLength, isMask, isNote, isPlaced, type Mark, type PlacedMark, type NoteMark, type Point } from '../../../../src-shared/domain/mark.ts'
import { permissionsOf } from '../../../../src-shared/contract/permissions.ts'
import { useSession } from '../../../app/session.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { unansweredOf } from '../record/decide.ts'
import type { BenchSession, BenchState } from '../record/session.ts'
import type { Given } from '../useGiven.ts'
import type { Marks } from '../useMarks.ts'
import type { Reading } from '../useReading.ts'
import { useReadingTime } from '../useReadingTime.ts'
import type { Way } from '../useWay.ts'
import type { ReactNode } from 'react'
import { asMeasured } from '../tongue/tongueGround.ts'
import type { PlacedSign } from '../overlay/signPlaces.ts'
import { Comments } from '../review/Comments.tsx'
import { OpenSecond } from '../review/OpenSecond.tsx'
import { ChartSection } from '../colour/ChartSection.tsx'
import type { CorrectionView } from '../colour/useCorrection.ts'
import { ConstitutionSection } from '../constitution/ConstitutionSection.tsx'
import { KeyImageList } from '../keyImage/KeyImageList.tsx'
import type { KeyImages } from '../keyImage/useKeyImages.ts'
import { CommunicationBox } from '../lines/CommunicationBox.tsx'
import { LinesSection } from '../lines/LinesSection.tsx'
import type { LineReading } from '../lines/useLineFindings.ts'
import type { LineTool } from '../lines/useLineTool.ts'
import { PhotoSide } from '../tongue/PhotoSide.tsx'
import type { Suggestions } from '../lines/useSuggestions.ts'
import { TrendSection } from '../trend/TrendSection.tsx'
import { CaseHeader } from './CaseHeader.tsx'
import { FilmWarnings } from './FilmWarnings.tsx'
import { FreeTexts } from './FreeTexts.tsx'
import { GivenLabels } from './GivenLabels.tsx'
import { LabelPanel } from './LabelPanel.tsx'
import { NoteList } from './NoteList.tsx'
import { Measurements } from './Measurements.tsx'
import { QualityFacts } from './QualityFacts.tsx'
import { Refusal, RevealBox } from './RevealBox.tsx'
import { SignBox, type Signing } from './SignBox.tsx'
import { Signed } from './Signed.tsx'
import { SideDataFacts } from './SideDataFacts.tsx'
import { TongueFacts } from './TongueFacts.tsx'
import { ShapeList } from './ShapeList.tsx'
import { labelNames, shapeNames } from '../labelNames.ts'
import { TwoReadings } from './TwoReadings.tsx'
import { Versions } from './Versions.tsx'

interface PanelProps {
  readonly session: BenchSession
  readonly state: BenchState
  readonly reading: Reading
  readonly given: Given
  readonly marks: Marks
  readonly keyImages: KeyImages
  readonly lines: LineTool
  readonly findings: LineReading
  readonly suggestions: Suggestions
  readonly signing: Signing
  readonly way: Way
  readonly correction: CorrectionView
  /** The sign whose places are shown on the picture. */
  readonly shownSign: PlacedSign | null
  readonly onShowSign: (sign: PlacedSign | null) => void
  /** The place is one of the window. */
  readonly onShapeMenu: (place: Point) => void
  /** Whose outline of the tongue stands. */
  readonly tongueCorrection: ReactNode
  readonly onEditNote: (mark: NoteMark) => void
  readonly onReveal: () => void
  readonly onSign: () => void
  readonly onGiveUp: (reason: string) => void
}

/** Everything that is said of the case: labels above, texts and measures below, the signature at the foot. */
export function Panel(props: PanelProps) {
  const { session, state, reading, way } = props
  const { view, read } = state
  const text = useText().bench
  const language = useLanguage()
  const readingSeconds = useReadingTime(read.readId, read.phase)
  return (
    <Box component="aside" sx={{ minHeight: 0, display: 'flex', flexDirection: 'column', borderLeft: 1, borderColor: 'divider', bgcolor: 'background.paper' }}>
      <CaseHeader row={view.row} seat={view.seat} save={state.save} readingSeconds={readingSeconds} notice={way.end === null ? null : text[way.end]} onStep={(direction) => void way.step(direction)} />
      <Box sx={{ flex: 1, minHeight: 0, overflowY: 'auto' }}>
        <FilmWarnings view={view} image={props.marks.image} />
        {view.row.task === 'tongue' && props.marks.image !== null && view.images.length > 1 && <PhotoSide key={props.marks.image.imageId} caseId={view.row.caseId} image={props.marks.image} readOnly={reading.readOnly} onChanged={() => void session.refresh()} />}
        <Refusal view={view} onAnalyze={read.phase === 'blind' ? () => void session.analyze() : null} />
        <TwoReadings
          view={view}
          read={read}
          nameOf={labelNames(view.labelSets, language, text.shapes.unlabelled)}
          busy={state.busy}
          onSettle={() => void session.settle()}
          onFocus={reading.setFocus}
        />
        <OpenSecond view={view} read={read} busy={state.busy} onGiveUp={props.onGiveUp} />
        <LabelPanel key={`${read.readId}/${read.phase}`} reading={reading} given={props.given} labelSets={view.labelSets}>
          {reading.prediction !== null && <TongueFacts prediction={reading.prediction} read={read} shown={props.shownSign} onShow={props.onShowSign}>{props.tongueCorrection}</TongueFacts>}
        </LabelPanel>
        <LinesSection suggestions={props.suggestions} view={view} lines={props.lines} findings={props.findings} marks={props.marks} reading={reading} />
        {view.row.task === 'tongue' && <ChartSection caseId={view.row.caseId} correction={props.correction} mayChoose={read.phase === 'blind'} onChosen={() => void session.refresh()} />}
        {view.row.task === 'tongue' && <ConstitutionSection caseId={view.row.caseId} phase={`${read.readId} ${read.phase}`} prediction={asMeasured(reading.prediction, read)} said={read.answers} />}
        {view.row.task === 'tongue' && <TrendSection row={view.row} phase={`${read.readId} ${read.phase}`} prediction={asMeasured(reading.prediction, read)} />}
        <GivenLabels
          given={props.given}
          readOnly={reading.readOnly}
          nameOf={labelNames(view.labelSets, language, text.shapes.unlabelled)}
          onFocus={reading.setFocus}
          onShowImage={({ imageId }) => props.marks.showImage(imageId)}
        />
        <FreeTexts task={view.row.task} note={read.note} impression={read.impression} readOnly={reading.readOnly} onType={session.type} onLeave={session.endTyping} />
        <Marked {...props} />
        <QualityFacts quality={view.quality} />
        <SideDataFacts sideData={view.sideData} images={view.images} />
        <Talk {...props} />
        <Versions current={read} earlier={view.earlierReads} labelSets={view.labelSets} />
      </Box>
      <PanelFoot {...props} />
    </Box>
  )
}

/** What is drawn and measured; choosing one shows the picture it lies on. */
function Marked({ state, reading, marks, keyImages, onShapeMenu, onEditNote }: PanelProps) {
  const { view, read } = state
  const text = useText().bench
  const language = useLanguage()
  const shared = {
    marks: read.marks,
    selected: marks.selected,
    readOnly: reading.readOnly,
    onRemove: marks.remove,
    onSelect: (mark: Mark): void => {
      marks.showImage(mark.imageId)
      marks.select(mark.markId)
    },
  }
  return (
    <>
      <KeyImageList keyImages={keyImages} images={view.images} readOnly={reading.readOnly} onRemove={marks.remove} />
      <Measurements {...shared} images={view.images} onMark={marks.commit} />
      <ShapeList {...shared} onMenu={onShapeMenu} nameOf={labelNames(view.labelSets, language, text.shapes.unlabelled)} />
      <NoteList {...shared} onEdit={onEditNote} />
    </>
  )
}

/** Comments, each perhaps about something drawn. */
function Talk({ state, marks }: PanelProps) {
  const { view, read } = state
  const text = useText().bench
  const language = useLanguage()
  const labelOf = labelNames(view.labelSets, language, text.shapes.unlabelled)
  const lengths = read.marks.filter(isLength)
  const nameOf = (mark: PlacedMark): string =>
    isNote(mark) ? `${text.notes.one}: ${mark.text}` : isLength(mark) ? text.measurements.length(lengths.indexOf(mark) + 1) : isMask(mark) ? `${text.shapes.kind.mask} ${labelOf(mark.label)}` : shapeNames(labelOf, language)(mark)
  return (
    <Comments
      caseId={view.row.caseId}
      phase={`${read.readId} ${read.phase}`}
      marks={read.marks.filter(isPlaced)}
      selected={marks.selected}
      nameOf={nameOf}
      onSelect={(mark) => {
        marks.showImage(mark.imageId)
        marks.select(mark.markId)
      }}
    />
  )
}

/** The one thing to do next: reveal, sign, or amend. */
function PanelFoot({ session, state, reading, findings, signing, way, onReveal, onSign }: PanelProps) {
  const { view, read, busy, error } = state
  const me = useSession().status.session
  // A second reading stays its reader's; the case's own may be amended by whoever may sign.
  const mayAmend = permissionsOf(me?.role ?? 'reader').has('read.sign') && (view.seat === 'first' || read.reader === me?.name)
  const language = useLanguage()
  const text = useText().bench
  const nameOf = (ref: LabelRef): string =>
    view.labelSets.find(({ id }) => id === ref.labelSet)?.labels.find(({ key }) => key === ref.label)?.name[language] ?? ref.label
  const unanswered = unansweredOf(read, view.labelSets).map((ref) => ({ name: nameOf(ref), go: () => reading.setFocus(ref) }))
  return (
    <Box>
      {state.save.kind === 'refused' && (
        <Button color="error" fullWidth onClick={() => void session.discard()}>
          {text.save.discard}
        </Button>
      )}
      {error !== null && error.code !== 'auth.signingClosed' && <ErrorNotice error={error} onClose={session.dismissError} />}
      {way.error !== null && <ErrorNotice error={way.error} onClose={way.dismissError} />}
      {read.phase === 'blind' && <RevealBox view={view} busy={busy} onReveal={onReveal} />}
      <CommunicationBox read={read} findings={findings} readOnly={reading.readOnly} onEdit={session.edit} />
      {read.phase === 'revealed' && <SignBox signing={signing} busy={busy} unanswered={unanswered} onSign={onSign} />}
      {read.signature !== null && <Signed caseId={view.row.caseId} task={view.row.task} signature={read.signature} busy={busy} onAmend={mayAmend ? (reason) => void session.amend(reason) : null} />}
    </Box>
  )
}
