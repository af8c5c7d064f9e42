import { useText } from '../../text/useText.tsx'
import type { Setting } from './useCaseChanges.ts'

/** What a change sets, in words. */
export function useSettingText(): (setting: Setting) => string {
  const text = useText().worklist
  return (setting) => {
    switch (setting.kind) {
      case 'priority':
        return setting.priority === null ? text.noPriority : text.setPriority(text.priorities[setting.priority])
      case 'tag':
        return setting.present ? text.choice.tagAdded(setting.tag) : text.choice.tagRemoved(setting.tag)
      case 'assignee':
        return setting.person === null ? text.choice.assignedToNobody : text.choice.assignedTo(setting.person.name)
      default:
        return setting satisfies never
    }
  }
}
