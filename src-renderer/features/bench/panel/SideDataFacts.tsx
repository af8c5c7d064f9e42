import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import type { SideData } from '../../../../src-shared/contract/bench.ts'
import type { ImageView } from '../../../../src-shared/domain/image.ts'
import { useText } from '../../../text/useText.tsx'
import { Section } from './Section.tsx'

interface SideDataFactsProps {
  readonly sideData: readonly SideData[]
  readonly images: readonly ImageView[]
}

/** What the table of the import said of each picture, column by column; nothing while the read is blind. */
export function SideDataFacts({ sideData, images }: SideDataFactsProps) {
  const text = useText().bench.sideData
  if (sideData.length === 0) return null
  const numberOf = (imageId: string): number => images.findIndex((image) => image.imageId === imageId) + 1
  return (
    <Section title={text.title}>
      {sideData.map(({ imageId, columns }) => (
        <Box key={imageId} data-testid="side-data">
          {sideData.length > 1 && <Typography variant="caption">{text.picture(numberOf(imageId))}</Typography>}
          <Box component="dl" sx={{ m: 0, display: 'grid', gridTemplateColumns: 'auto 1fr', columnGap: 1, fontSize: 12.5, overflowWrap: 'anywhere' }}>
            {columns.map(({ name, value }) => (
              <Box key={name} sx={{ display: 'contents' }}>
                <Box component="dt" sx={{ color: 'text.secondary' }}>
                  {name}
                </Box>
                <Box component="dd" sx={{ m: 0 }}>
                  {value}
                </Box>
              </Box>
            ))}
          </Box>
        </Box>
      ))}
    </Section>
  )
}
