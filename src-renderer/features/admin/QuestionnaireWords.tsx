import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import Typography from '@mui/material/Typography'
import { useRef, useState } from 'react'
import { ownWording } from '../../../src-shared/ccmq.ts'
import type { WordingList } from '../../../src-shared/contract/questionnaire.ts'
import { byteOrderMark, csvText } from '../../../src-shared/csv.ts'
import type { WordingId } from '../../../src-shared/domain/ids.ts'
import { languages } from '../../../src-shared/domain/label.ts'
import type { AppError } from '../../../src-shared/errors.ts'
import { useClient } from '../../client/ClientContext.tsx'
import { asAppError, useLoad } from '../../client/useLoad.ts'
import { languageNames } from '../../text/languageNames.ts'
import { useText } from '../../text/useText.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { formatDateTime } from '../../ui/format.ts'
import { saveFile } from '../../ui/saveFile.ts'

const ownWords = 'own'

/** Which words questionnaires that begin from now on are asked in; more are loaded from a file. */
export function QuestionnaireWords() {
  const text = useText().constitution
  const client = useClient()
  const { loaded, reload } = useLoad('wordings', () => client.send('wording.list', {}))
  const [error, setError] = useState<AppError | null>(null)
  const file = useRef<HTMLInputElement>(null)
  const list = loaded.state === 'ready' ? loaded.value : null
  const run = async (work: Promise<WordingList>): Promise<void> => {
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
    if (chosen !== undefined) await run(chosen.text().then((words) => client.send('wording.load', { name: chosen.name.slice(0, 200), text: words })))
  }
  const choose = (value: string): void => void run(client.send('wording.choose', { wordingId: value === ownWords ? null : (value as WordingId) }))
  return (
    <>
      <Typography color="textSecondary">{text.wordsHint}</Typography>
      {list !== null && (
        <RadioGroup value={list.inUse ?? ownWords} aria-label={text.wordsTitle} onChange={(_, value) => choose(value)}>
          <FormControlLabel value={ownWords} control={<Radio size="small" />} label={text.own} />
          {list.loaded.map(({ wordingId, name, languages: has, by, at }) => (
            <FormControlLabel
              key={wordingId}
              value={wordingId}
              control={<Radio size="small" />}
              label={`${name} · ${has.map((language) => languageNames[language]).join(', ')} · ${text.loadedBy(by, formatDateTime(at))}`}
            />
          ))}
        </RadioGroup>
      )}
      <Box sx={{ display: 'flex', gap: 1, my: 1 }}>
        <Button variant="outlined" onClick={() => file.current?.click()}>
          {text.load}
        </Button>
        <Button onClick={saveForm}>{text.saveForm}</Button>
        <input ref={file} hidden type="file" accept=".csv,.json" aria-label={text.load} onChange={(event) => void load(event.target.files?.[0])} />
      </Box>
      {error !== null && <ErrorNotice error={error} onClose={() => setError(null)} />}
    </>
  )
}

/** A table with every key and the words of this program, to be written over. */
function saveForm(): void {
  const rows = [
    ['period', ...languages.map((language) => ownWording.period[language])],
    ...[0, 1, 2, 3, 4].map((place) => [`scale-${place + 1}`, ...languages.map((language) => ownWording.scale[language][place] ?? '')]),
    ...Object.entries(ownWording.items).map(([key, words]) => [key, ...languages.map((language) => words[language])]),
  ]
  saveFile('questionnaire-words.csv', new Blob([byteOrderMark, csvText([['key', ...languages], ...rows])], { type: 'text/csv' }))
}
