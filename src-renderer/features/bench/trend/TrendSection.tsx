import Box from '@mui/material/Box'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import type { PredictionView } from '../../../../src-shared/contract/bench.ts'
import type { CaseRow } from '../../../../src-shared/domain/case.ts'
import { isChange, trendOf, type Trend, type TrendLine, type TrendPlace, type TrendSign, type TrendVisit } from '../../../../src-shared/domain/signTrend.ts'
import { tongueZones } from '../../../../src-shared/domain/tongueSigns.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { useLoad } from '../../../client/useLoad.ts'
import { useText } from '../../../text/useText.tsx'
import { Section } from '../panel/Section.tsx'
import { Course } from './Course.tsx'

interface TrendSectionProps {
  readonly row: CaseRow
  /** Changes with the read and its phase: what may be shown is asked for anew. */
  readonly phase: string
  /** null before the reveal. */
  readonly prediction: PredictionView | null
}

const places: readonly TrendPlace[] = ['whole', ...tongueZones]

/** The measured signs of the same patient over the visits, each with its noise. Nothing before the reveal or with one visit. */
export function TrendSection({ row, phase, prediction }: TrendSectionProps) {
  const text = useText().trend
  const client = useClient()
  const [place, setPlace] = useState<TrendPlace>('whole')
  const { loaded } = useLoad(`trend ${row.caseId} ${phase}`, () => client.send('case.trend', { caseId: row.caseId }))
  const tongue = prediction?.tongue ?? null
  if (loaded.state !== 'ready' || loaded.value.length === 0 || tongue === null) return null
  const current: TrendVisit = { visitDate: row.visitDate, importedAt: row.importedAt, tongue }
  const trend = trendOf([...loaded.value, current], place)
  return (
    <Section title={text.title} aside={<PlaceChoice place={place} onChange={setPlace} />}>
      <Box data-testid="trend">
        <Standing trend={trend} />
        {trend.visits.length > 1 && trend.lines.map((line) => <Line key={line.sign} line={line} visits={trend.visits} />)}
        {trend.visits.length > 1 && (
          <Typography variant="caption" color="text.secondary" component="p">
            {text.band}
          </Typography>
        )}
      </Box>
    </Section>
  )
}

function PlaceChoice({ place, onChange }: { readonly place: TrendPlace; readonly onChange: (place: TrendPlace) => void }) {
  const text = useText().trend
  return (
    <TextField
      select
      size="small"
      variant="standard"
      value={place}
      slotProps={{ htmlInput: { 'aria-label': text.place } }}
      onChange={(event) => onChange(event.target.value as TrendPlace)}
    >
      {places.map((name) => (
        <MenuItem key={name} value={name}>
          {text.places[name]}
        </MenuItem>
      ))}
    </TextField>
  )
}

/** How many visits stand beside each other, and what does not. */
function Standing({ trend }: { readonly trend: Trend }) {
  const text = useText().trend
  const [first] = trend.visits
  const notes = [
    ...(trend.visits.length > 1 && first !== undefined ? [text.visits(trend.visits.length, dayOf(first))] : []),
    ...(trend.leftOut > 0 ? [text.leftOut(trend.leftOut)] : []),
    ...(trend.calibrated ? [] : [text.noColours]),
  ]
  return (
    <Typography variant="body2" color="text.secondary">
      {notes.join(' ')}
    </Typography>
  )
}

function Line({ line, visits }: { readonly line: TrendLine; readonly visits: readonly TrendVisit[] }) {
  const text = useText().trend
  const { sign, values, change } = line
  const last = values.findLast((value) => value !== null)
  const spoken = visits.map((visit, index) => `${dayOf(visit)} ${figure(sign, values[index] ?? null)}`).join(', ')
  return (
    <Box data-sign={sign} sx={{ display: 'grid', gridTemplateColumns: '1fr 96px 1.4fr', alignItems: 'center', gap: 1, py: 0.25 }}>
      <Typography variant="body2" color="text.secondary">
        {text.signs[sign]}
      </Typography>
      <Course line={line} label={text.course(text.signs[sign], spoken)} />
      <Typography variant="body2" sx={{ fontVariantNumeric: 'tabular-nums' }}>
        {figure(sign, last ?? null)}
        {change !== null && (
          <Typography variant="caption" component="span" color={isChange(line) ? 'text.primary' : 'text.secondary'} sx={{ ml: 0.75 }}>
            {isChange(line) ? (change > 0 ? '▲' : '▼') : '≈'} {text.change(`${change > 0 ? '+' : '−'}${figure(sign, Math.abs(change))}`)}, {isChange(line) ? text.beyond : text.within}
          </Typography>
        )}
      </Typography>
    </Box>
  )
}

const dayOf = ({ visitDate, importedAt }: TrendVisit): string => visitDate ?? importedAt.slice(0, 10)

function figure(sign: TrendSign, value: number | null): string {
  if (value === null) return '–'
  if (sign === 'coatingCoverage') return `${(value * 100).toFixed(0)} %`
  return value.toFixed(sign === 'greasy' || sign === 'toothMarks' || sign === 'cracks' ? 2 : 1)
}
