import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useRef } from 'react'
import { useLanguage, useText } from '../../text/useText.tsx'
import { formatCount } from '../../ui/format.ts'
import type { ChosenFile } from './chosenFiles.ts'
import { takeFiles } from './takeFiles.ts'
import { compilePattern, previewPattern, ruleKinds, type RuleForm, type RuleKind } from './patientRule.ts'

interface RuleChoiceProps {
  readonly form: RuleForm
  readonly files: readonly ChosenFile[]
  readonly onChange: (form: RuleForm) => void
}

/** Where the patient of each file comes from; what a rule needs stands below it. */
export function RuleChoice({ form, files, onChange }: RuleChoiceProps) {
  const text = useText().importing
  return (
    <Box>
      <Typography variant="h2" id="patient-rule" sx={{ mb: 0.5 }}>
        {text.patientTitle}
      </Typography>
      <RadioGroup
        aria-labelledby="patient-rule"
        value={form.kind}
        onChange={(_, kind) => onChange({ ...form, kind: kind as RuleKind })}
      >
        {ruleKinds.map((kind) => (
          <Box key={kind}>
            <FormControlLabel
              value={kind}
              control={<Radio size="small" />}
              label={text.rules[kind]}
              slotProps={{ typography: { variant: 'body2' } }}
            />
            {form.kind === kind && (
              <Box sx={{ pl: 4, pb: 1 }}>
                <RuleNeeds form={form} files={files} onChange={onChange} />
              </Box>
            )}
          </Box>
        ))}
      </RadioGroup>
    </Box>
  )
}

function RuleNeeds(props: RuleChoiceProps) {
  const { form, onChange } = props
  const text = useText().importing
  switch (form.kind) {
    case 'folder':
      return null
    case 'beside':
      return (
        <Typography variant="body2" color="textSecondary" sx={{ maxWidth: 640 }}>
          {text.besideHint}
        </Typography>
      )
    case 'pattern':
      return <PatternNeeds {...props} />
    case 'table':
      return <TableNeeds {...props} />
    case 'byHand':
      return (
        <TextField
          label={text.pseudonym}
          helperText={text.pseudonymHint}
          value={form.pseudonym}
          slotProps={{ htmlInput: { maxLength: 200 } }}
          onChange={(event) => onChange({ ...form, pseudonym: event.target.value })}
        />
      )
    case 'none':
      return (
        <Typography variant="body2" color="textSecondary" sx={{ maxWidth: 640 }}>
          {text.noneHint}
        </Typography>
      )
  }
}

function PatternNeeds({ form, files, onChange }: RuleChoiceProps) {
  const text = useText().importing
  const bad = compilePattern(form.pattern) === null
  return (
    <>
      <TextField
        fullWidth
        label={text.pattern}
        value={form.pattern}
        error={bad}
        helperText={bad ? text.patternBad : undefined}
        slotProps={{ htmlInput: { maxLength: 200, spellCheck: false, style: { fontFamily: 'monospace', lineHeight: 1.8 } } }}
        onChange={(event) => onChange({ ...form, pattern: event.target.value })}
      />
      <Box
        component="ul"
        aria-label={text.patternPreview}
        data-testid="pattern-preview"
        sx={{ m: 0, mt: 1, pl: 2, color: 'text.secondary' }}
      >
        {previewPattern(form.pattern, files).map(({ name, patient, date }) => (
          <li key={name}>
            {name} → {patient === null ? `▲ ${text.patternNoMatch}` : <strong>{patient}</strong>} {date}
          </li>
        ))}
      </Box>
    </>
  )
}

function TableNeeds({ form, onChange }: RuleChoiceProps) {
  const text = useText().importing
  const language = useLanguage()
  const input = useRef<HTMLInputElement>(null)
  const take = async (file: File | undefined): Promise<void> => {
    if (file !== undefined) onChange({ ...form, table: { name: file.name, csv: await file.text() } })
  }
  const rows = form.table?.csv.trim().split(/\r?\n/u).length ?? 1
  return (
    <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center' }}>
      <Button variant="outlined" onClick={() => input.current?.click()}>
        {text.tableChoose}
      </Button>
      {form.table && (
        <Typography variant="body2">{text.tableChosen(form.table.name, formatCount(rows - 1, language))}</Typography>
      )}
      <input
        ref={input}
        type="file"
        accept=".csv,text/csv"
        hidden
        data-testid="table-input"
        onChange={(event) => void take(takeFiles(event.target)[0])}
      />
    </Box>
  )
}
