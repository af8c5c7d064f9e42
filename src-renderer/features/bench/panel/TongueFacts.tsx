import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import type { PredictionView } from '../../../../src-shared/contract/bench.ts'
import type { Lab } from '../../../../src-shared/domain/analysis.ts'
import { useText } from '../../../text/useText.tsx'
import { Section } from './Section.tsx'

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

/** Coverage and colours of the tongue; without a colour chart in the photo they are said to be uncalibrated. */
export function TongueFacts({ prediction }: { readonly prediction: PredictionView }) {
  const text = useText().bench.tongue
  const { tongue: measures, segmentation } = prediction
  if (measures === null) return null
  const standing = measures.calibrated ? text.calibrated : `△ ${text.uncalibrated}`
  return (
    <Section title={text.title}>
      <Box component="dl" sx={{ display: 'grid', gridTemplateColumns: 'auto 1fr auto', columnGap: 1.5, m: 0 }}>
        <Fact name={text.coverage} value={percent(measures.coatingCoverage)} note={standing} />
        <Fact name={text.body} value={labWords(measures.body.lab) ?? text.noBody} note={measures.body.lab && standing} />
        <Fact name={text.coating} value={labWords(measures.coating.lab) ?? text.noCoating} note={measures.coating.lab && standing} />
        {segmentation !== null && <Fact name={text.area} value={percent(segmentation.areaFraction)} note={null} />}
      </Box>
    </Section>
  )
}

const labWords = (lab: Lab | null): string | null => (lab === null ? null : lab.map((value) => value.toFixed(1)).join(' / '))

function Fact({ name, value, note }: { readonly name: string; readonly value: string; readonly note: string | null }) {
  return (
    <>
      <Typography component="dt" variant="body2" color="text.secondary" noWrap>
        {name}
      </Typography>
      <Typography component="dd" variant="body2" sx={{ m: 0 }}>
        {value}
      </Typography>
      <Typography component="dd" variant="caption" color="text.secondary" sx={{ m: 0 }}>
        {note}
      </Typography>
    </>
  )
}
