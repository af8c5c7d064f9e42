import Autocomplete from '@mui/material/Autocomplete'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Chip from '@mui/material/Chip'
import Popover from '@mui/material/Popover'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState, type FormEvent } from 'react'
import { foldTag, mostTagCharacters, tidyTag } from '../../../src-shared/domain/tag.ts'
import { useClient } from '../../client/ClientContext.tsx'
import { useLoad } from '../../client/useLoad.ts'
import { useLanguage, useText } from '../../text/useText.tsx'
import { formatCount } from '../../ui/format.ts'
import { bottomRight } from './popoverPlace.ts'

interface TagsPopoverProps {
  readonly anchor: HTMLElement
  readonly count: number
  /** Of the one case; none where several are chosen. */
  readonly tags: readonly string[]
  readonly onTag: (tag: string, present: boolean) => void
  readonly onClose: () => void
}

/** Puts a tag on the chosen cases or takes one off. Enter adds; words in use are suggested, the most used first. */
export function TagsPopover({ anchor, count, tags, onTag, onClose }: TagsPopoverProps) {
  const text = useText().worklist
  const language = useLanguage()
  const client = useClient()
  const { loaded } = useLoad('tags', () => client.send('tag.list', {}))
  const [typed, setTyped] = useState('')
  const known = loaded.state === 'ready' ? loaded.value.map(({ name }) => name) : []
  const tag = tidyTag(typed)
  const isKnown = known.some((name) => foldTag(name) === foldTag(tag))
  const put = (name: string, present: boolean): void => {
    onTag(name, present)
    onClose()
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (tag !== '') put(tag, true)
  }
  return (
    <Popover open anchorEl={anchor} onClose={onClose} {...bottomRight} slotProps={{ paper: { role: 'dialog', 'aria-label': text.choice.tags } }}>
      <Box component="form" onSubmit={submit} sx={{ p: 2, width: 340, display: 'flex', flexDirection: 'column', gap: 1.5 }}>
        {count > 1 && <strong>{text.choice.count(formatCount(count, language))}</strong>}
        <OwnTags tags={tags} onRemove={(name) => put(name, false)} />
        <TagField known={known} typed={typed} onType={setTyped} />
        <Typography variant="caption" color="textSecondary">
          {text.choice.tagHint}
        </Typography>
        <Box sx={{ display: 'flex', gap: 1, justifyContent: 'flex-end' }}>
          <Button disabled={!isKnown} onClick={() => put(tag, false)}>
            {text.choice.removeTag}
          </Button>
          <Button type="submit" variant="contained" disabled={tag === ''}>
            {text.choice.addTag}
          </Button>
        </Box>
      </Box>
    </Popover>
  )
}

interface OwnTagsProps {
  readonly tags: readonly string[]
  readonly onRemove: (tag: string) => void
}

function OwnTags({ tags, onRemove }: OwnTagsProps) {
  const text = useText().worklist
  if (tags.length === 0) return null
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.5 }}>
      {tags.map((name) => (
        <Chip key={name} size="small" label={name} aria-label={text.choice.takeOff(name)} onDelete={() => onRemove(name)} />
      ))}
    </Box>
  )
}

interface TagFieldProps {
  readonly known: readonly string[]
  readonly typed: string
  readonly onType: (typed: string) => void
}

function TagField({ known, typed, onType }: TagFieldProps) {
  const text = useText().worklist
  return (
    <Autocomplete
      freeSolo
      options={known}
      inputValue={typed}
      onInputChange={(_, value) => onType(value)}
      size="small"
      renderInput={(props) => (
        <TextField
          {...props}
          autoFocus
          label={text.choice.tag}
          slotProps={{ ...props.slotProps, htmlInput: { ...props.slotProps.htmlInput, maxLength: mostTagCharacters } }}
        />
      )}
    />
  )
}
