import Box from '@mui/material/Box'
import type { KeyboardEvent, PointerEvent } from 'react'
import { useText } from '../../../text/useText.tsx'
import { splitStep } from './useCompare.ts'

interface SplitHandleProps {
  readonly split: number
  readonly onSplit: (split: number) => void
}

const smallStep = 0.01

/** The edge between two pictures that lie one over the other, moved by pointer and by arrows. */
export function SplitHandle({ split, onSplit }: SplitHandleProps) {
  const text = useText().compare
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.shiftKey ? splitStep : smallStep
    const to = { ArrowLeft: split - step, ArrowDown: split - step, ArrowRight: split + step, ArrowUp: split + step, PageDown: split - splitStep, PageUp: split + splitStep, Home: 0, End: 1 }[event.key]
    if (to === undefined) return
    // The arrows are the slider's while it has the focus: no shape moves.
    event.preventDefault()
    event.stopPropagation()
    onSplit(to)
  }
  const follow = (event: PointerEvent<HTMLDivElement>): void => {
    const pane = event.currentTarget.parentElement
    if (pane === null || !event.currentTarget.hasPointerCapture(event.pointerId)) return
    const box = pane.getBoundingClientRect()
    onSplit((event.clientX - box.left) / box.width)
  }
  return (
    <Box
      role="slider"
      tabIndex={0}
      aria-label={text.slider}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(split * 100)}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.button === 0 && event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={follow}
      sx={{
        position: 'absolute', top: 0, bottom: 0, width: 24, ml: '-12px', cursor: 'ew-resize', touchAction: 'none', outline: 'none',
        '&::before': { content: '""', position: 'absolute', top: 0, bottom: 0, left: 11, width: 2, bgcolor: '#fff', boxShadow: '0 0 0 1px rgb(0 0 0 / 70%)' },
        '&::after': { content: '"⇔"', position: 'absolute', top: '50%', left: 0, width: 24, height: 24, mt: '-12px', borderRadius: '50%', bgcolor: '#fff', color: '#111', textAlign: 'center', lineHeight: '24px', fontSize: 16, boxShadow: '0 0 0 1px rgb(0 0 0 / 70%)' },
        '&:focus-visible::after': { boxShadow: '0 0 0 3px #1f6feb, 0 0 0 5px #fff' },
      }}
      style={{ left: `${split * 100}%` }}
    />
  )
}
