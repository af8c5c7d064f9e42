import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import type { ModelFacts } from '../../../../src-shared/domain/analysis.ts'
import type { ImageView } from '../../../../src-shared/domain/image.ts'
import { useText } from '../../../text/useText.tsx'
import { DemonstrationTag } from '../../../ui/DemonstrationTag.tsx'
import type { TrueSize } from '../useTrueSize.ts'
import type { Picture } from './picture.ts'
import { Readout } from './Readout.tsx'

interface PictureFooterProps {
  readonly picture: Picture
  readonly image: ImageView
  readonly trueSize: TrueSize
  /** null while blind, or where nothing was analysed. */
  readonly model: ModelFacts | null
}

/** Facts of the picture and of the model that read it, on one line that may wrap. */
export function PictureFooter({ picture, image, trueSize, model }: PictureFooterProps) {
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2, alignItems: 'center', minHeight: 25 }}>
      <Readout picture={picture} image={image} trueSize={trueSize} />
      {model !== null && <ModelLine model={model} />}
    </Box>
  )
}

function ModelLine({ model }: { readonly model: ModelFacts }) {
  const text = useText()
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, ml: 'auto' }} data-testid="model-facts" title={model.sha256}>
      <Typography variant="caption" color="text.secondary" noWrap>
        {text.bench.model(model.id, model.version)} · {text.frame.provider[model.provider]}
      </Typography>
      {model.demonstration && <DemonstrationTag />}
    </Box>
  )
}
