import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import ButtonBase from '@mui/material/ButtonBase'
import Typography from '@mui/material/Typography'
import { useEffect, useRef } from 'react'
import { labelOfFlag } from '../../../../src-shared/domain/lineFindings.ts'
import type { LineFinding, LineFlag } from '../../../../src-shared/domain/lineRules.ts'
import { coursesOf, tubeCourses, type LabelledMark, type TubeMark } from '../../../../src-shared/domain/mark.ts'
import { lineWords, originWords, sizeWords, stepWords, traceWords } from '../../../../src-shared/lineWords.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { ShapeMark, type Sign } from '../../../ui/ShapeMark.tsx'
import type { LineReading } from './useLineFindings.ts'
import type { LineTool } from './useLineTool.ts'

const signs: Readonly<Record<LineFlag, Sign>> = {
  normal: { shape: '✓', colour: 'success.main' },
  borderline: { shape: '◆', colour: 'warning.main' },
  abnormal: { shape: '▲', colour: 'error.main' },
  'incompletely-imaged': { shape: '◌', colour: 'warning.main' },
  'cannot-be-said': { shape: '–', colour: 'text.secondary' },
}

interface TubeRowProps {
  readonly tube: TubeMark
  /** Among the tubes of its kind. */
  readonly number: number
  readonly finding: LineFinding | undefined
  /** It lies on another picture than the one on show. */
  readonly elsewhere: boolean
  readonly chosen: boolean
  readonly readOnly: boolean
  readonly nameOf: (label: LabelledMark['label']) => string
  readonly lines: LineTool
  readonly findings: LineReading
  readonly onSelect: () => void
}

/** One tube: kind, distance, the flag that the rules suggest, and what the reader makes of it. */
export function TubeRow({ tube, number, finding, elsewhere, chosen, readOnly, nameOf, lines, findings, onSelect }: TubeRowProps) {
  const text = useText().lines
  const language = useLanguage()
  const words = lineWords[language]
  const traced = findings.traced === tube.markId
  const suggestion = finding === undefined ? null : labelOfFlag(tube.tube, finding.flag)
  const isTaken = suggestion !== null && tube.label?.label === suggestion.label
  const row = useRef<HTMLDivElement>(null)
  // What was just drawn must be seen with its flag, however long the panel is.
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  const choose = (): void => {
    findings.setTraced(traced && chosen ? null : tube.markId)
    onSelect()
  }
  return (
    <Box ref={row} data-testid="tube-row" data-tube={tube.tube} data-flag={finding?.flag} data-urgency={finding?.urgency ?? ''} sx={{ bgcolor: chosen ? 'action.selected' : 'transparent', mx: -0.75, px: 0.75, py: 0.25, borderRadius: 0.5 }}>
      <ButtonBase aria-expanded={traced} title={text.trace} onClick={choose} sx={{ width: '100%', justifyContent: 'flex-start', gap: 1, minHeight: 24 }}>
        <Typography variant="body2" sx={{ fontWeight: 600 }}>
          {words.tube[tube.tube]} {number}
        </Typography>
        {finding !== undefined && (
          <Typography variant="body2" noWrap sx={{ flex: 1, textAlign: 'left', fontVariantNumeric: 'tabular-nums' }}>
            {finding.distance === null ? '' : words.tipAt(sizeWords(finding.distance, language), words.landmark[finding.distance.landmark], finding.distance.side)}
          </Typography>
        )}
        {finding !== undefined && (
          <Typography variant="body2" title={text.suggested}>
            <ShapeMark sign={signs[finding.flag]}>{finding.urgency === 'critical' ? words.urgency.critical : words.flag[finding.flag]}</ShapeMark>
          </Typography>
        )}
      </ButtonBase>
      {traced && finding !== undefined && <Trace finding={finding} name={`${words.tube[tube.tube]} ${number}`} />}
      {(chosen || tube.label !== null || tube.suggested !== undefined) && (
        <Typography variant="caption" color="text.secondary" sx={{ display: 'block' }}>
          {[
            tube.tipEnd === 'first' ? text.tipFirst : text.tipLast,
            ...(tube.offFilm ? [words.offFilm] : []),
            tube.course === null ? words.courseUnsaid : words.course[tube.course],
            ...(tube.sidePort === null ? [] : [text.sidePort]),
            ...(tube.suggested === undefined ? [] : [`◇ ${originWords(tube, language) ?? ''}`]),
            ...(elsewhere ? [text.unseenPicture] : []),
            ...(tube.label === null ? [] : [isTaken ? `✔ ${nameOf(tube.label)}` : `◆ ${text.otherLabel(nameOf(tube.label))}`]),
          ].join(' · ')}
        </Typography>
      )}
      {chosen && !readOnly && <Acts tube={tube} lines={lines} taken={isTaken} onTakeOver={suggestion === null ? null : () => findings.takeOver(tube)} />}
    </Box>
  )
}

/** The decision in one line, then every rule that was looked at. */
function Trace({ finding, name }: { readonly finding: LineFinding; readonly name: string }) {
  const text = useText().lines
  const language = useLanguage()
  return (
    <Box data-testid="line-trace" role="note" aria-label={text.traceOf(name)} sx={{ pl: 1, borderLeft: 2, borderColor: 'divider' }}>
      <Typography variant="caption" sx={{ display: 'block' }}>
        {traceWords(finding, language)}
      </Typography>
      {finding.trace.length > 1 &&
        finding.trace.map((step) => (
          <Typography key={step.rule.id} variant="caption" color="text.secondary" sx={{ display: 'block' }}>
            {{ applies: '●', passes: '○', undecided: '–' }[step.outcome]} {stepWords(step, finding.version, language)}
          </Typography>
        ))}
    </Box>
  )
}

interface ActsProps {
  readonly tube: TubeMark
  readonly lines: LineTool
  readonly taken: boolean
  /** null: the flag stands for no label. */
  readonly onTakeOver: (() => void) | null
}

const small = { py: 0, px: 0.75, minWidth: 24, minHeight: 24, fontSize: 12, textTransform: 'none' } as const

/** What can be said of the chosen tube; each has its key. */
function Acts({ tube, lines, taken, onTakeOver }: ActsProps) {
  const text = useText().lines
  const words = lineWords[useLanguage()]
  const keep = { onMouseDown: (event: { preventDefault: () => void }) => event.preventDefault() }
  const courses = tubeCourses.filter((course) => coursesOf[tube.tube].some((own) => own === course))
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.5 }}>
      <Button {...keep} size="small" variant="outlined" disabled={onTakeOver === null || taken} title={onTakeOver === null ? text.noLabel : ''} onClick={() => onTakeOver?.()} sx={small}>
        {taken ? `✔ ${text.taken}` : text.takeOver} ⇧Y
      </Button>
      <Button {...keep} size="small" color="inherit" onClick={lines.swapTip} sx={small}>
        {text.swapTip} ⇧T
      </Button>
      <Button {...keep} size="small" color="inherit" aria-pressed={tube.offFilm} onClick={lines.toggleOffFilm} sx={small}>
        {tube.offFilm ? '☑' : '☐'} {text.offFilm} ⇧O
      </Button>
      <Box component="span" role="group" aria-label={text.course}>
        {courses.map((course) => (
          <Button {...keep} key={course} size="small" color="inherit" aria-pressed={tube.course === course} onClick={() => lines.change(tube, { course: tube.course === course ? null : course })} sx={small}>
            {tube.course === course ? '◉' : '○'} {words.course[course]}
          </Button>
        ))}
      </Box>
    </Box>
  )
}
