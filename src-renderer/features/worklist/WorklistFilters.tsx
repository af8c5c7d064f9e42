import Box from '@mui/material/Box'
import Autocomplete from '@mui/material/Autocomplete'
import IconButton from '@mui/material/IconButton'
import FilterAltOffOutlined from '@mui/icons-material/FilterAltOffOutlined'
import MenuItem from '@mui/material/MenuItem'
import Tooltip from '@mui/material/Tooltip'
import TextField from '@mui/material/TextField'
import { priorities, tasks, type WorklistFilter } from '../../../src-shared/domain/case.ts'
import { useLabelSets } from '../../app/labelSets.tsx'
import { noFilter } from '../../app/routes.ts'
import { useLanguage, useText } from '../../text/useText.tsx'
import { formatScore } from '../../ui/format.ts'
import { labelChoices } from '../../ui/labelName.ts'
import { AssignedFilter, TagFilter } from './HandedOutFilters.tsx'
import { PriorityMark } from './PriorityMark.tsx'
import { SearchBox } from './SearchBox.tsx'

const scoreSteps = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]

interface FilterProps {
  readonly filter: WorklistFilter
  readonly onChange: (filter: WorklistFilter) => void
}

export const isFiltered = (filter: WorklistFilter): boolean =>
  filter.search !== '' || [filter.task, filter.status, filter.priority, filter.tag, filter.assigned, filter.label, filter.minimumScore].some((part) => part !== null)

export function WorklistFilters({ filter, onChange }: FilterProps) {
  const text = useText().worklist
  const clear = (): void => onChange({ ...noFilter, sort: filter.sort, descending: filter.descending })
  return (
    <Box role="search" sx={{ display: 'flex', gap: 1, alignItems: 'center', flex: '1 1 900px', minWidth: 0 }}>
      <SearchBox value={filter.search} label={text.search} onChange={(search) => onChange({ ...filter, search })} />
      <TaskFilter filter={filter} onChange={onChange} />
      <PriorityFilter filter={filter} onChange={onChange} />
      <TagFilter filter={filter} onChange={onChange} />
      <AssignedFilter filter={filter} onChange={onChange} />
      <LabelFilter filter={filter} onChange={onChange} />
      <ScoreFilter filter={filter} onChange={onChange} />
      <Tooltip title={text.clearFilters}>
        {/* Always there, so that nothing moves when a filter is set. */}
        <span>
          <IconButton aria-label={text.clearFilters} disabled={!isFiltered(filter)} onClick={clear}>
            <FilterAltOffOutlined fontSize="small" />
          </IconButton>
        </span>
      </Tooltip>
    </Box>
  )
}

function TaskFilter({ filter, onChange }: FilterProps) {
  const text = useText()
  return (
    <TextField
      select
      label={text.worklist.task}
      value={filter.task ?? ''}
      sx={{ width: 132, flex: 'none' }}
      onChange={({ target }) => onChange({ ...filter, task: tasks.find((task) => task === target.value) ?? null, label: null })}
    >
      <MenuItem value="">{text.common.all}</MenuItem>
      {tasks.map((task) => (
        <MenuItem key={task} value={task}>
          {text.common.task[task]}
        </MenuItem>
      ))}
    </TextField>
  )
}

function PriorityFilter({ filter, onChange }: FilterProps) {
  const text = useText()
  const chosen = (value: string): WorklistFilter['priority'] => priorities.find((each) => String(each) === value) ?? null
  return (
    <TextField
      select
      label={text.worklist.columns.priority}
      value={filter.priority === null ? '' : String(filter.priority)}
      sx={{ width: 104, flex: 'none' }}
      onChange={({ target }) => onChange({ ...filter, priority: chosen(target.value) })}
    >
      <MenuItem value="">{text.common.all}</MenuItem>
      {priorities.map((priority) => (
        <MenuItem key={priority} value={String(priority)}>
          <PriorityMark priority={priority} />
        </MenuItem>
      ))}
    </TextField>
  )
}

function LabelFilter({ filter, onChange }: FilterProps) {
  const text = useText().worklist
  const language = useLanguage()
  const choices = labelChoices(useLabelSets(), filter.task)
  return (
    <Autocomplete
      options={choices}
      value={choices.find(({ label }) => label.key === filter.label) ?? null}
      groupBy={({ set }) => set.name[language]}
      getOptionLabel={({ label }) => label.name[language]}
      getOptionKey={({ set, label }) => `${set.id}/${label.key}`}
      isOptionEqualToValue={(one, other) => one.label.key === other.label.key && one.set.id === other.set.id}
      onChange={(_, choice) => onChange({ ...filter, label: choice?.label.key ?? null })}
      renderInput={(props) => <TextField {...props} label={text.label} />}
      size="small"
      sx={{ width: 176, flex: 'none' }}
    />
  )
}

function ScoreFilter({ filter, onChange }: FilterProps) {
  const text = useText()
  return (
    <TextField
      select
      label={text.worklist.minimumScore}
      value={filter.minimumScore === null ? '' : String(filter.minimumScore)}
      sx={{ width: 124, flex: 'none' }}
      onChange={({ target }) => onChange({ ...filter, minimumScore: target.value === '' ? null : Number(target.value) })}
    >
      <MenuItem value="">{text.common.all}</MenuItem>
      {scoreSteps.map((score) => (
        <MenuItem key={score} value={String(score)}>
          {text.worklist.atLeast(formatScore(score))}
        </MenuItem>
      ))}
    </TextField>
  )
}
