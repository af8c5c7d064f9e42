import Typography from '@mui/material/Typography'
import type { Quality } from '../../../../src-shared/domain/analysis.ts'
import type { Texts } from '../../../text/text.ts'
import { useText } from '../../../text/useText.tsx'
import { Section } from './Section.tsx'

type QualityName = Exclude<keyof Texts['bench']['quality'], 'title'>

/** What the gates measured, in the words of the page; a fact without words stays out. */
export function QualityFacts({ quality }: { readonly quality: Quality }) {
  const words = useText().bench.quality
  const isNamed = (name: string): name is QualityName => name !== 'title' && Object.hasOwn(words, name)
  const facts = Object.entries(quality).flatMap(([name, value]) => (isNamed(name) ? [`${words[name]} ${figure(value)}`] : []))
  if (facts.length === 0) return null
  return (
    <Section title={words.title}>
      <Typography variant="body2" color="text.secondary" data-testid="quality">
        {facts.join(' · ')}
      </Typography>
    </Section>
  )
}

const figure = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(2))
