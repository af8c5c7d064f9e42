import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import Paper from '@mui/material/Paper'
import { useState } from 'react'
import { priorities } from '../../../src-shared/domain/case.ts'
import { useLanguage, useText } from '../../text/useText.tsx'
import { formatCount } from '../../ui/format.ts'
import { KeyCap } from '../../ui/KeyCap.tsx'
import { PriorityMark } from './PriorityMark.tsx'
import { useSettingText } from './settingText.ts'
import type { CaseChanges, Setting } from './useCaseChanges.ts'

interface ChoiceBarProps {
  readonly count: number
  readonly changes: CaseChanges
  readonly mayAssign: boolean
  readonly onSet: (setting: Setting) => void
  readonly onTags: (anchor: HTMLElement) => void
  readonly onAssign: (anchor: HTMLElement) => void
  readonly onClear: () => void
}

/** What can be done with the chosen rows, and the way back from what was done last. Under the list: no row moves. */
export function ChoiceBar({ count, changes, mayAssign, onSet, onTags, onAssign, onClear }: ChoiceBarProps) {
  const text = useText().worklist.choice
  const language = useLanguage()
  const said = useSettingText()
  const { last, busy } = changes
  if (count === 0 && last === null) return null
  return (
    <Paper role="region" aria-label={text.title} elevation={0} data-testid="choice" data-count={count} sx={barStyle}>
      {count > 0 && (
        <Box sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
          <strong>{text.count(formatCount(count, language))}</strong>
          <PriorityButton disabled={busy} onSet={onSet} />
          <Button size="small" disabled={busy} onClick={(event) => onTags(event.currentTarget)}>
            {text.tags}&nbsp;<KeyCap chord="T" />
          </Button>
          {mayAssign && (
            <Button size="small" disabled={busy} onClick={(event) => onAssign(event.currentTarget)}>
              {text.assign}&nbsp;<KeyCap chord="A" />
            </Button>
          )}
          <Button size="small" color="inherit" onClick={onClear}>
            {text.clear}&nbsp;<KeyCap chord="Escape" />
          </Button>
        </Box>
      )}
      {last !== null && (
        <Box role="status" data-testid="changed" data-count={last.changed} sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
          {text.done(said(last.setting), formatCount(last.changed, language))}
          <Button size="small" disabled={busy} onClick={changes.undo}>
            {text.undo}&nbsp;<KeyCap chord="Ctrl+Z" />
          </Button>
          <Button size="small" color="inherit" onClick={changes.forget}>
            {text.keep}
          </Button>
        </Box>
      )}
    </Paper>
  )
}

const barStyle = {
  flex: 'none',
  px: 2,
  py: 0.5,
  display: 'flex',
  flexWrap: 'wrap',
  columnGap: 3,
  justifyContent: 'center',
  borderTop: 1,
  borderColor: 'divider',
  borderRadius: 0,
  whiteSpace: 'nowrap',
  fontSize: 13,
} as const

function PriorityButton({ disabled, onSet }: { readonly disabled: boolean; readonly onSet: (setting: Setting) => void }) {
  const text = useText().worklist
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const set = (priority: (typeof priorities)[number] | null): void => {
    setAnchor(null)
    onSet({ kind: 'priority', priority })
  }
  return (
    <>
      <Button size="small" disabled={disabled} onClick={(event) => setAnchor(event.currentTarget)}>
        {text.columns.priority}&nbsp;<KeyCap chord="1 2 3 0" />
      </Button>
      <Menu open={anchor !== null} anchorEl={anchor} onClose={() => setAnchor(null)}>
        {priorities.map((priority) => (
          <MenuItem key={priority} onClick={() => set(priority)}>
            <PriorityMark priority={priority} />
          </MenuItem>
        ))}
        <MenuItem onClick={() => set(null)}>{text.noPriority}</MenuItem>
      </Menu>
    </>
  )
}
