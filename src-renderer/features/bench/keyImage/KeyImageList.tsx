import Close from '@mui/icons-material/Close'
import Box from '@mui/material/Box'
import ButtonBase from '@mui/material/ButtonBase'
import IconButton from '@mui/material/IconButton'
import Typography from '@mui/material/Typography'
import type { ImageView } from '../../../../src-shared/domain/image.ts'
import type { MarkId } from '../../../../src-shared/domain/ids.ts'
import type { ShownAs } from '../../../../src-shared/domain/mark.ts'
import type { Texts } from '../../../text/text.ts'
import { useText } from '../../../text/useText.tsx'
import { Section } from '../panel/Section.tsx'
import type { KeyImages } from './useKeyImages.ts'

interface KeyImageListProps {
  readonly keyImages: KeyImages
  readonly images: readonly ImageView[]
  readonly readOnly: boolean
  readonly onRemove: (markId: MarkId) => void
}

/** Pictures to be seen again, each as it was shown; no section where there are none. */
export function KeyImageList({ keyImages: { all, show }, images, readOnly, onRemove }: KeyImageListProps) {
  const { bench, keyImages: text } = useText()
  const { picture } = bench
  if (all.length === 0) return null
  const nameOf = (imageId: ImageView['imageId']): string => {
    const index = images.findIndex((image) => image.imageId === imageId)
    return text.picture(index + 1, picture.role[images[index]?.role ?? 'main'])
  }
  return (
    <Section title={text.title}>
      {all.map((mark) => (
        <Box key={mark.markId} sx={{ display: 'flex', alignItems: 'center' }}>
          <ButtonBase data-testid="key-image-row" title={text.show} onClick={() => show(mark)} sx={{ flex: 1, minWidth: 0, justifyContent: 'flex-start', textAlign: 'left', minHeight: 24 }}>
            <Typography variant="body2">
              ★ {[nameOf(mark.imageId), ...shownWords(mark.shownAs, picture, text)].join(' · ')}
            </Typography>
          </ButtonBase>
          {!readOnly && (
            <IconButton aria-label={text.remove} onClick={() => onRemove(mark.markId)} sx={{ p: 0.25 }}>
              <Close sx={{ fontSize: 14 }} />
            </IconButton>
          )}
        </Box>
      ))}
    </Section>
  )
}

/** Only what is not as the picture opens by itself, but always the window. */
function shownWords({ window, inverted, rotationDeg, flipped }: ShownAs, picture: Texts['bench']['picture'], words: Texts['keyImages']): readonly string[] {
  const figure = (value: number): string => String(Math.round(value))
  return [
    ...(window === null ? [] : [picture.window(figure(window.centre), figure(window.width))]),
    ...(inverted ? [words.inverted] : []),
    ...(rotationDeg === 0 ? [] : [words.turned(rotationDeg)]),
    ...(flipped ? [picture.mirrored] : []),
  ]
}
