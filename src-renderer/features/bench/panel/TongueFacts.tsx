import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import type { PredictionView, Read } from '../../../../src-shared/contract/bench.ts'
import type { Lab } from '../../../../src-shared/domain/analysis.ts'
import { withUnderside } from '../../../../src-shared/domain/undersideVeins.ts'
import { useText } from '../../../text/useText.tsx'
import { standingWords } from '../colour/CorrectionBar.tsx'
import type { PlacedSign } from '../overlay/signPlaces.ts'
import type { ReactNode } from 'react'
import { readerMeasuresOf } from '../tongue/tongueGround.ts'
import { Section } from './Section.tsx'
import { SignTable } from './SignTable.tsx'

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

interface TongueFactsProps {
  readonly prediction: PredictionView
  readonly read: Read
  /** The sign whose places are shown on the picture. */
  readonly shown: PlacedSign | null
  readonly onShow: (sign: PlacedSign | null) => void
  /** Whose outline and separation it was measured in. */
  readonly children: ReactNode
}

/** What was measured of the tongue; without a colour chart in the photo its colours are said to be uncalibrated. */
export function TongueFacts({ prediction, read, shown, onShow, children }: TongueFactsProps) {
  const words = useText()
  const text = words.bench.tongue
  const { segmentation } = prediction
  const own = readerMeasuresOf(read, prediction.imageId)
  const measures = withUnderside(own?.tongue ?? prediction.tongue, read.measures)
  const areaFraction = own?.areaFraction ?? segmentation?.areaFraction ?? null
  if (measures === null) return null
  // A run of an earlier program has none.
  const signs = measures.signs ?? null
  const calibration = measures.calibration ?? null
  const standing = standingWords(calibration?.found === true ? calibration : null, words.calibration)
  return (
    <Section title={text.title} aside={<Typography variant="caption" color="text.secondary">{standing}</Typography>}>
      {children}
      {signs !== null && <SignTable signs={signs} model={own === null ? null : (withUnderside(prediction.tongue, read.measures)?.signs ?? null)} read={read} shown={shown} onShow={onShow} />}
      <Box component="dl" sx={{ display: 'grid', gridTemplateColumns: 'auto 1fr', columnGap: 1.5, m: 0, mt: 0.5 }}>
        <Fact name={text.body} value={labWords(measures.body.lab) ?? text.noBody} />
        <Fact name={text.coating} value={labWords(measures.coating.lab) ?? text.noCoating} />
        {areaFraction !== null && <Fact name={text.area} value={percent(areaFraction)} />}
      </Box>
    </Section>
  )
}

const labWords = (lab: Lab | null): string | null => (lab === null ? null : lab.map((value) => value.toFixed(1)).join(' / '))

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <Typography component="dt" variant="caption" color="text.secondary" noWrap>
        {name}
      </Typography>
      <Typography component="dd" variant="caption" sx={{ m: 0 }}>
        {value}
      </Typography>
    </>
  )
}
