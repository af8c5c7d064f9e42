import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import type { CaseView } from '../../../../src-shared/contract/bench.ts'
import { calibratedSpacing, isLandmark, isTube, landmarkNames, tubeKinds, type LandmarkName, type TubeKind } from '../../../../src-shared/domain/mark.ts'
import { lineWords, sourceWords } from '../../../../src-shared/lineWords.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { labelNames } from '../labelNames.ts'
import { Section } from '../panel/Section.tsx'
import type { Marks } from '../useMarks.ts'
import type { Reading } from '../useReading.ts'
import { SuggestionList } from './SuggestionList.tsx'
import { TubeRow } from './TubeRow.tsx'
import type { LineReading } from './useLineFindings.ts'
import type { LineTool } from './useLineTool.ts'
import type { Suggestions } from './useSuggestions.ts'

interface LinesSectionProps {
  readonly view: CaseView
  readonly reading: Reading
  readonly marks: Marks
  readonly lines: LineTool
  readonly findings: LineReading
  readonly suggestions: Suggestions
}

/** Every tube with what the rules say of it, the landmarks they are measured against, and where millimetres come from. */
export function LinesSection({ view, reading, marks, lines, findings, suggestions }: LinesSectionProps) {
  const text = useText()
  const language = useLanguage()
  const { image } = marks
  const { read } = reading
  const facts = read.lines?.rules ?? view.lineRules?.facts
  if (view.lineRules === null || facts === undefined || image === null) return null
  const tubes = read.marks.filter(isTube)
  const spacing = calibratedSpacing(read.marks, image)
  const nameOf = labelNames(view.labelSets, language, text.bench.shapes.unlabelled)
  return (
    <Section title={text.lines.title} aside={<Quiet>{`${text.lines.rules(facts.name, facts.version)}${read.lines === null ? '' : ` · ${text.lines.rulesSigned}`}`}</Quiet>}>
      <Box data-testid="line-calibration">
        <Quiet>
          {spacing === null ? '▲ ' : ''}
          {text.lines.calibration}: {sourceWords(spacing?.source ?? null, language)}
        </Quiet>
      </Box>
      {!reading.readOnly && <TubeTools lines={lines} />}
      <SuggestionList suggestions={suggestions} readOnly={reading.readOnly} />
      {tubes.length === 0 && reading.readOnly && <Quiet>{text.lines.none}</Quiet>}
      {tubes.map((tube, index) => (
        <TubeRow
          key={tube.markId}
          tube={tube}
          number={tubes.slice(0, index + 1).filter((other) => other.tube === tube.tube).length}
          finding={findings.findings.find(({ markId }) => markId === tube.markId)}
          elsewhere={tube.imageId !== image.imageId}
          chosen={marks.selected === tube.markId}
          readOnly={reading.readOnly}
          nameOf={nameOf}
          lines={lines}
          findings={findings}
          onSelect={() => {
            marks.showImage(tube.imageId)
            marks.select(tube.markId)
          }}
        />
      ))}
      <Landmarks reading={reading} marks={marks} lines={lines} />
    </Section>
  )
}

const Quiet = ({ children }: { readonly children: string | readonly string[] }) => (
  <Typography variant="caption" color="text.secondary">
    {children}
  </Typography>
)

const tubeKeys: Readonly<Record<TubeKind, string>> = { ett: '⇧I', ngt: '⇧N', cvc: '⇧V', 'swan-ganz': '⇧G' }

/** Takes the tool for a tube of each kind. */
function TubeTools({ lines }: Pick<LinesSectionProps, 'lines'>) {
  const { lines: text } = useText()
  const words = lineWords[useLanguage()]
  return (
    <Box role="group" aria-label={text.draw} sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 0.5, alignItems: 'baseline' }}>
      <Quiet>{`${text.draw}:`}</Quiet>
      {tubeKinds.map((tube) => (
        <Button key={tube} size="small" data-draw={tube} onMouseDown={(event) => event.preventDefault()} onClick={() => lines.takeTube(tube)} sx={{ ...small, fontWeight: 600 }}>
          {words.tube[tube]} {tubeKeys[tube]}
        </Button>
      ))}
    </Box>
  )
}

const small = { py: 0, px: 0.5, minWidth: 24, minHeight: 24, fontSize: 12, textTransform: 'none' } as const

const landmarkKeys: Readonly<Record<LandmarkName, string>> = {
  carina: '⇧C', 'left-hemidiaphragm': '⇧D', 'gastro-oesophageal-junction': '⇧J', 'cavoatrial-zone': '⇧B', 'right-hilum': '⇧H', 'left-hilum': '⇧H',
}

/** Which landmarks of the picture on show are there; a press takes the tool for one, or chooses it. */
function Landmarks({ reading, marks, lines }: Pick<LinesSectionProps, 'reading' | 'marks' | 'lines'>) {
  const text = useText().lines
  const words = lineWords[useLanguage()]
  const here = reading.read.marks.filter(isLandmark).filter(({ imageId }) => imageId === marks.image?.imageId)
  return (
    <Box role="group" aria-label={text.landmarks} sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 0.5, alignItems: 'baseline' }}>
      <Quiet>{`${text.landmarks}:`}</Quiet>
      {landmarkNames.map((name) => {
        const found = here.find(({ landmark }) => landmark === name)
        return (
          <Button
            key={name}
            size="small"
            color="inherit"
            disabled={reading.readOnly && found === undefined}
            data-landmark={name}
            data-marked={found !== undefined}
            title={`${words.landmark[name]}: ${found === undefined ? text.notMarked : text.marked}`}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => (found === undefined ? lines.takeLandmark(name) : marks.select(found.markId))}
            sx={{ ...small, fontWeight: 400, color: found === undefined ? 'text.secondary' : 'text.primary' }}
          >
            {found === undefined ? '○' : '●'} {words.landmark[name]} {found === undefined ? landmarkKeys[name] : ''}
          </Button>
        )
      })}
    </Box>
  )
}
