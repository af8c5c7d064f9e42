import type { SxProps, Theme } from '@mui/material/styles'
import { answerStates } from '../../../../src-shared/domain/label.ts'
import { answerColours } from './answerMarks.ts'

/**
 * How the rows of the labels look: one sheet on the panel. A case has fourteen rows with four buttons each, and a style
 * of its own for every one of them is what a reader would wait for at every next case.
 */
export const labelSheet: SxProps<Theme> = {
  // The ring of the keyboard is drawn round the label that it speaks to, not round all of them.
  '&:focus-visible': { outline: 'none' },
  '&:focus-visible [aria-current="true"]': { outline: '2px solid', outlineColor: 'primary.main', outlineOffset: -2 },
  '& .label-row': { px: 1, py: 0.25, borderLeft: '3px solid transparent' },
  '& .label-row[aria-current="true"]': { borderLeftColor: (theme: Theme) => theme.palette.primary.main, bgcolor: 'action.selected' },
  '& .label-line': { display: 'flex', alignItems: 'center', gap: 1 },
  // Long names take a second line: their ends tell them apart.
  '& .label-name': { typography: 'body2', lineHeight: 1.25, overflowWrap: 'anywhere', flex: 1, minWidth: 0 },
  '& .label-row[aria-current="true"] .label-name': { fontWeight: 600 },
  '& .label-word': { typography: 'caption', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', flex: 'none', width: 56, '&:lang(en)': { width: 88 } },
  '& .label-word[data-state="unanswered"]': { fontStyle: 'italic', color: answerColours.unanswered },
  '& .label-states': { display: 'flex', gap: '2px', flex: 'none' },
  '& .label-state': {
    width: 24,
    height: 22,
    p: 0,
    font: 'inherit',
    fontSize: 14,
    lineHeight: 1,
    border: '1px solid transparent',
    borderRadius: 0.5,
    bgcolor: 'transparent',
    color: 'text.secondary',
    cursor: 'pointer',
    userSelect: 'none',
    '&:hover:enabled': { bgcolor: 'action.hover' },
    '&:disabled': { cursor: 'default' },
    '&:disabled[aria-checked="false"]': { opacity: 0.35 },
    '&[aria-checked="true"]': { fontWeight: 700, borderColor: 'currentcolor' },
  },
  ...Object.fromEntries(
    answerStates.flatMap((state) => [
      [`& .label-word[data-state="${state}"]`, { color: answerColours[state] }],
      [`& .label-state[data-option="${state}"][aria-checked="true"]`, { color: answerColours[state] }],
    ]),
  ),
}
