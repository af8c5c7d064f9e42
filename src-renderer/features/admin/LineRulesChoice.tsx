import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import Typography from '@mui/material/Typography'
import { useRef, useState } from 'react'
import type { LineRulesList } from '../../../src-shared/contract/lines.ts'
import type { LineRulesId } from '../../../src-shared/domain/ids.ts'
import { ownLineRules } from '../../../src-shared/domain/lineRules.ts'
import type { AppError } from '../../../src-shared/errors.ts'
import { useClient } from '../../client/ClientContext.tsx'
import { asAppError, useLoad } from '../../client/useLoad.ts'
import { useText } from '../../text/useText.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { formatDateTime } from '../../ui/format.ts'
import { saveFile } from '../../ui/saveFile.ts'

const ownRules = 'own'

/** Which rules tubes are judged by from now on; others are loaded from a file. */
export function LineRulesChoice() {
  const text = useText().lines
  const client = useClient()
  const { loaded, reload } = useLoad('lineRules', () => client.send('lineRules.list', {}))
  const [error, setError] = useState<AppError | null>(null)
  const file = useRef<HTMLInputElement>(null)
  const list = loaded.state === 'ready' ? loaded.value : null
  const run = async (work: Promise<LineRulesList>): Promise<void> => {
    try {
      await work
      setError(null)
      reload()
    } catch (failure) {
      setError(asAppError(failure))
    }
  }
  const load = async (chosen: File | undefined): Promise<void> => {
    if (file.current !== null) file.current.value = ''
    if (chosen !== undefined) await run(chosen.text().then((rules) => client.send('lineRules.load', { name: chosen.name.slice(0, 200), text: rules })))
  }
  const choose = (value: string): void => void run(client.send('lineRules.choose', { rulesId: value === ownRules ? null : (value as LineRulesId) }))
  return (
    <>
      <Typography color="textSecondary">{text.adminHint}</Typography>
      {list !== null && (
        <RadioGroup value={list.inUse ?? ownRules} aria-label={text.adminTitle} onChange={(_, value) => choose(value)}>
          <FormControlLabel value={ownRules} control={<Radio size="small" />} label={text.adminOwn(list.ownVersion)} />
          {list.loaded.map(({ rulesId, name, version, by, at }) => (
            <FormControlLabel key={rulesId} value={rulesId} control={<Radio size="small" />} label={text.adminLoaded(name, version, by, formatDateTime(at))} />
          ))}
        </RadioGroup>
      )}
      <Box sx={{ display: 'flex', gap: 1, my: 1 }}>
        <Button variant="outlined" onClick={() => file.current?.click()}>
          {text.adminLoad}
        </Button>
        <Button onClick={() => saveFile('line-rules.json', new Blob([`${JSON.stringify(ownLineRules, null, 2)}\n`], { type: 'application/json' }))}>{text.adminSave}</Button>
        <input ref={file} hidden type="file" accept=".json" aria-label={text.adminLoad} onChange={(event) => void load(event.target.files?.[0])} />
      </Box>
      {error !== null && <ErrorNotice error={error} onClose={() => setError(null)} />}
    </>
  )
}
