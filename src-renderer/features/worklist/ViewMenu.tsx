import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Divider from '@mui/material/Divider'
import IconButton from '@mui/material/IconButton'
import DeleteOutlined from '@mui/icons-material/DeleteOutlined'
import Popover from '@mui/material/Popover'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useRef, useState, type FormEvent } from 'react'
import type { SavedView } from '../../../src-shared/contract/views.ts'
import { useKeys } from '../../app/keys.tsx'
import { useText } from '../../text/useText.tsx'
import { KeyCap } from '../../ui/KeyCap.tsx'
import { ColumnList } from './ColumnList.tsx'
import { placeFor, type Views } from './useViews.ts'

/** The views of the person, by menu and by key, and the columns of this one. */
export function ViewMenu({ views }: { readonly views: Views }) {
  const text = useText().worklist.views
  const button = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  useKeys('views', text.title, [
    { chords: ['V'], label: text.open, run: () => setOpen(true) },
    ...views.saved.map((view) => ({ chords: [`Alt+${view.place}`], label: text.show(view.name), run: () => views.open(view) })),
  ])
  const show = (view: SavedView): void => {
    setOpen(false)
    views.open(view)
  }
  return (
    <>
      <Button ref={button} variant="outlined" color="inherit" aria-haspopup="dialog" onClick={() => setOpen(true)} sx={{ flex: 'none' }}>
        {text.title}&nbsp;<KeyCap chord="V" />
      </Button>
      <Popover
        open={open}
        anchorEl={() => button.current as HTMLButtonElement}
        onClose={() => setOpen(false)}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        slotProps={{ paper: { role: 'dialog', 'aria-label': text.title } }}
      >
        <Box sx={{ p: 2, width: 360, display: 'flex', flexDirection: 'column', gap: 1 }}>
          {views.saved.map((view) => (
            <Box key={view.place} sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
              <Button color="inherit" onClick={() => show(view)} sx={{ flex: 1, justifyContent: 'flex-start' }}>
                {view.name}
              </Button>
              <KeyCap chord={`Alt+${view.place}`} />
              <IconButton size="small" aria-label={text.remove(view.name)} onClick={() => views.remove(view)}>
                <DeleteOutlined fontSize="small" />
              </IconButton>
            </Box>
          ))}
          <NewView views={views} onSaved={() => setOpen(false)} />
          <Divider />
          <ColumnList columns={views.columns} onChange={views.setColumns} />
        </Box>
      </Popover>
    </>
  )
}

function NewView({ views, onSaved }: { readonly views: Views; readonly onSaved: () => void }) {
  const text = useText().worklist.views
  const [name, setName] = useState('')
  const isFull = name.trim() !== '' && placeFor(views.saved, name) === null
  const save = (event: FormEvent): void => {
    event.preventDefault()
    if (name.trim() === '' || isFull) return
    views.save(name.trim())
    onSaved()
  }
  return (
    <Box component="form" onSubmit={save} sx={{ display: 'flex', flexDirection: 'column', gap: 0.5 }}>
      <Box sx={{ display: 'flex', gap: 1 }}>
        <TextField
          autoFocus
          fullWidth
          size="small"
          label={text.name}
          value={name}
          slotProps={{ htmlInput: { maxLength: 60 } }}
          onChange={({ target }) => setName(target.value)}
        />
        <Button type="submit" variant="contained" disabled={name.trim() === '' || isFull}>
          {text.save}
        </Button>
      </Box>
      <Typography variant="caption" color="textSecondary">
        {isFull ? text.full : text.hint}
      </Typography>
    </Box>
  )
}
