import Typography from '@mui/material/Typography'
import type { CaseView } from '../../../../src-shared/contract/bench.ts'
import { looksMirrored, warningsOfLie } from '../../../../src-shared/domain/filmLie.ts'
import type { ImageView } from '../../../../src-shared/domain/image.ts'
import { useText } from '../../../text/useText.tsx'
import { Section } from './Section.tsx'

interface FilmWarningsProps {
  readonly view: Pick<CaseView, 'images' | 'quality'>
  /** On show. */
  readonly image: ImageView | null
}

/** What speaks against trusting left, right, above, below or black and white of the film on show; nothing where nothing does. */
export function FilmWarnings({ view: { images, quality }, image }: FilmWarningsProps) {
  const text = useText().films
  if (image === null) return null
  const said = image.lie === undefined ? [] : warningsOfLie(image.lie)
  // What was measured is of the picture that is analysed, the first.
  const mirrored = image.imageId === images[0]?.imageId && looksMirrored(quality) === true
  if (said.length === 0 && !mirrored) return null
  return (
    <Section title={text.title}>
      {mirrored && <Warning name="looksMirrored">{said.includes('mirrored') ? text.bothMirrored : text.looksMirrored}</Warning>}
      {said.map((warning) => (
        <Warning key={warning} name={warning}>
          {text.lie[warning]}
        </Warning>
      ))}
    </Section>
  )
}

function Warning({ name, children }: { readonly name: string; readonly children: string }) {
  return (
    <Typography variant="caption" role="note" data-lie={name} sx={{ display: 'block', color: 'warning.main' }}>
      ▲ {children}
    </Typography>
  )
}
