import Divider from '@mui/material/Divider'
import ListSubheader from '@mui/material/ListSubheader'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import Typography from '@mui/material/Typography'
import type { LabelSet } from '../../../src-shared/domain/label.ts'
import type { ShapeMark } from '../../../src-shared/domain/mark.ts'
import { useLanguage, useText } from '../../text/useText.tsx'
import type { ShapeActions } from './useShapeActions.ts'

interface ShapeMenuProps {
  readonly actions: ShapeActions
  readonly labelSets: readonly LabelSet[]
}

/** What can be done with the chosen shape: copied, duplicated, deleted, or given another label. */
export function ShapeMenu({ actions, labelSets }: ShapeMenuProps) {
  const text = useText().bench
  const language = useLanguage()
  const { menu, chosen, closeMenu } = actions
  if (menu === null || chosen === null) return null
  const act = (work: () => void) => () => {
    closeMenu()
    work()
  }
  const isOf = (label: ShapeMark['label']): boolean => chosen.label?.labelSet === label?.labelSet && chosen.label?.label === label?.label
  return (
    <Menu open onClose={closeMenu} anchorReference="anchorPosition" anchorPosition={{ left: menu[0], top: menu[1] }} data-testid="shape-menu" slotProps={{ list: { dense: true, 'aria-label': text.shapes.menu }, paper: { sx: { maxHeight: '70vh' } } }}>
      <Action name={text.tools.copy} keyName="Ctrl C" onClick={act(actions.copy)} />
      <Action name={text.tools.duplicate} keyName="Ctrl D" onClick={act(actions.duplicate)} />
      <Action name={text.shapes.remove} keyName="Del" onClick={act(actions.remove)} />
      <Divider />
      {labelSets.map((set) => [
        <ListSubheader key={set.id} disableSticky sx={{ lineHeight: 2 }}>
          {set.name[language]}
        </ListSubheader>,
        ...set.labels
          .filter(({ mergedInto }) => mergedInto === undefined)
          .map(({ key, name }) => {
            const label = { labelSet: set.id, label: key }
            return <LabelItem key={`${set.id}/${key}`} name={name[language]} chosen={isOf(label)} onClick={act(() => actions.relabel(label))} />
          }),
      ])}
      <LabelItem name={text.shapes.unlabelled} chosen={chosen.label === null} onClick={act(() => actions.relabel(null))} />
    </Menu>
  )
}

interface ActionProps {
  readonly name: string
  readonly keyName: string
  readonly onClick: () => void
}

function Action({ name, keyName, onClick, ...rest }: ActionProps) {
  return (
    <MenuItem {...rest} onClick={onClick} sx={{ justifyContent: 'space-between', gap: 3 }}>
      {name}
      <Typography variant="caption" color="text.secondary">
        {keyName}
      </Typography>
    </MenuItem>
  )
}

function LabelItem({ name, chosen, onClick, ...rest }: { readonly name: string; readonly chosen: boolean; readonly onClick: () => void }) {
  return (
    <MenuItem {...rest} selected={chosen} role="menuitemradio" aria-checked={chosen} onClick={onClick}>
      {chosen ? '● ' : ''}
      {name}
    </MenuItem>
  )
}
