import { AssignMenu } from './AssignMenu.tsx'
import { TagsPopover } from './TagsPopover.tsx'
import type { Setting, Target } from './useCaseChanges.ts'

/** What is about to be set, in which cases, and beside what it is asked. */
export interface SettingPlace {
  readonly kind: 'tags' | 'assign'
  readonly anchor: HTMLElement
  readonly target: Target
  /** Of the one case; none where several are chosen. */
  readonly tags: readonly string[]
}

interface SettingPopoverProps {
  readonly place: SettingPlace
  readonly onSet: (setting: Setting, target: Target) => void
  readonly onClose: () => void
}

export function SettingPopover({ place: { kind, anchor, target, tags }, onSet, onClose }: SettingPopoverProps) {
  if (kind === 'assign') {
    return <AssignMenu anchor={anchor} onAssign={(person) => onSet({ kind: 'assignee', person }, target)} onClose={onClose} />
  }
  return (
    <TagsPopover
      anchor={anchor}
      count={target.count}
      tags={tags}
      onTag={(tag, present) => onSet({ kind: 'tag', tag, present }, target)}
      onClose={onClose}
    />
  )
}
