import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import type { CaseView } from '../../../../src-shared/contract/bench.ts'
import type { ModelFacts, Quality } from '../../../../src-shared/domain/analysis.ts'
import type { ImageView } from '../../../../src-shared/domain/image.ts'
import { useText } from '../../../text/useText.tsx'
import type { Texts } from '../../../text/text.ts'
import { DemonstrationTag } from '../../../ui/DemonstrationTag.tsx'
import type { Picture } from './picture.ts'
import { Readout } from './Readout.tsx'

interface PictureFooterProps {
  readonly picture: Picture
  readonly image: ImageView
  readonly quality: CaseView['quality']
  /** null while blind, or where nothing was analysed. */
  readonly model: ModelFacts | null
}

/** Facts of the picture, of its quality and of the model that read it, on one line that may wrap. */
export function PictureFooter({ picture, image, quality, model }: PictureFooterProps) {
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2, alignItems: 'center', minHeight: 22 }}>
      <Readout picture={picture} image={image} />
      <QualityFacts quality={quality} />
      {model !== null && <ModelLine model={model} />}
    </Box>
  )
}

function ModelLine({ model }: { readonly model: ModelFacts }) {
  const text = useText()
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, ml: 'auto' }} data-testid="model-facts" title={model.sha256}>
      <Typography variant="caption" color="text.secondary" noWrap>
        {text.bench.model.title} {model.id} · {text.bench.model.version(model.version)} · {text.frame.provider[model.provider]}
      </Typography>
      {model.demonstration && <DemonstrationTag />}
    </Box>
  )
}

type QualityName = Exclude<keyof Texts['bench']['quality'], 'title'>

/** What the gates measured, in the words of the page; a fact without words stays out. */
function QualityFacts({ quality }: { readonly quality: Quality }) {
  const words = useText().bench.quality
  const isNamed = (name: string): name is QualityName => name !== 'title' && Object.hasOwn(words, name)
  const facts = Object.entries(quality).flatMap(([name, value]) => (isNamed(name) ? [`${words[name]} ${figure(value)}`] : []))
  if (facts.length === 0) return null
  return (
    <Typography variant="caption" color="text.secondary" data-testid="quality" sx={{ minWidth: 0 }}>
      {words.title}: {facts.join(' · ')}
    </Typography>
  )
}

const figure = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(2))
