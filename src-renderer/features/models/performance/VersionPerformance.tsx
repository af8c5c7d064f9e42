import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import type { LabelPerformance, ModelPerformance } from '../../../../src-shared/contract/performance.ts'
import { useLabelSets } from '../../../app/labelSets.tsx'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { DemonstrationTag } from '../../../ui/DemonstrationTag.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { formatCount } from '../../../ui/format.ts'
import { labelName } from '../../../ui/labelName.ts'
import { AucChart } from '../charts/AucChart.tsx'
import { CalibrationChart } from '../charts/CalibrationChart.tsx'
import type { ChartSource } from '../charts/ChartFrame.tsx'
import { RocChart } from '../charts/RocChart.tsx'
import { ViolinChart } from '../charts/ViolinChart.tsx'
import { aucRows, firstWithCurve } from './aucRows.ts'
import { LabelTable } from './LabelTable.tsx'

/** One version: what is counted and how, all labels, and one of them in full. */
export function VersionPerformance({ performance }: { readonly performance: ModelPerformance }) {
  const text = useText().performance
  const language = useLanguage()
  const sets = useLabelSets()(performance.task)
  const [chosenLabel, setChosenLabel] = useState<string | null>(null)
  const { modelId, version, demonstration, cases, labels } = performance
  const source = { modelName: `${modelId} ${version}`, demonstration }
  const nameOf = (label: string): string => labelName(label, sets, language)
  const rows = aucRows(performance, nameOf, text.tooFew)
  const shown = labels.find(({ label }) => label === chosenLabel) ?? firstWithCurve(labels)
  const hasAuc = rows.some(({ reported, here }) => reported !== null || here !== null)
  return (
    <>
      <Typography variant="h2">
        {source.modelName} {demonstration && <DemonstrationTag />}
      </Typography>
      {cases === 0 ? <EmptyState title={text.emptyTitle} hint={text.emptyHint} /> : <Basis performance={performance} />}
      {hasAuc && <AucChart rows={rows} source={source} />}
      {!hasAuc && cases === 0 && <Typography color="textSecondary">{text.noMetrics}</Typography>}
      {cases > 0 && (
        <>
          <LabelTable performance={performance} rows={rows} chosenLabel={shown?.label ?? null} onChoose={setChosenLabel} />
          {shown !== undefined && <LabelCharts label={shown} name={nameOf(shown.label)} source={source} />}
        </>
      )}
    </>
  )
}

/** Against what a model is measured, and what that cannot show. */
function Basis({ performance: { cases, patients, bundledCases } }: { readonly performance: ModelPerformance }) {
  const text = useText().performance
  const language = useLanguage()
  return (
    <Box data-testid="basis">
      <Typography>
        <strong>{text.counted(formatCount(cases, language), formatCount(patients, language))}</strong>
      </Typography>
      <Typography>{text.reference}</Typography>
      <Typography color="textSecondary">{text.caution}</Typography>
      {bundledCases > 0 && (
        <Alert severity="warning" sx={{ mt: 1 }}>
          {text.bundled(formatCount(bundledCases, language))}
        </Alert>
      )}
    </Box>
  )
}

interface LabelChartsProps {
  readonly label: LabelPerformance
  readonly name: string
  readonly source: ChartSource
}

function LabelCharts(props: LabelChartsProps) {
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(min(420px, 100%), 1fr))', gap: 2, alignItems: 'start' }}>
      <RocChart {...props} />
      <CalibrationChart {...props} />
      <ViolinChart {...props} />
    </Box>
  )
}
