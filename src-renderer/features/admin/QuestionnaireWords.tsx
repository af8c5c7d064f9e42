import Button from '@mui/material/Button'
import { ownWording } from '../../../src-shared/ccmq.ts'
import { byteOrderMark, csvText } from '../../../src-shared/csv.ts'
import { languages } from '../../../src-shared/domain/label.ts'
import { useClient } from '../../client/ClientContext.tsx'
import { useLoad } from '../../client/useLoad.ts'
import { languageNames } from '../../text/languageNames.ts'
import { useText } from '../../text/useText.tsx'
import { formatDateTime } from '../../ui/format.ts'
import { saveFile } from '../../ui/saveFile.ts'
import { LoadedChoice } from './LoadedChoice.tsx'

/** Which words questionnaires that begin from now on are asked in; more are loaded from a file. */
export function QuestionnaireWords() {
  const text = useText().constitution
  const client = useClient()
  const { loaded, reload } = useLoad('wordings', () => client.send('wording.list', {}))
  const list = loaded.state === 'ready' ? loaded.value : null
  const spoken = (has: readonly (typeof languages)[number][]): string => has.map((language) => languageNames[language]).join(', ')
  return (
    <LoadedChoice
      title={text.wordsTitle}
      hint={text.wordsHint}
      list={list && { ownLabel: text.own, inUse: list.inUse, loaded: list.loaded.map(({ wordingId, name, languages: has, by, at }) => ({ id: wordingId, label: `${name} · ${spoken(has)} · ${text.loadedBy(by, formatDateTime(at))}` })) }}
      loadLabel={text.load}
      accept=".csv,.json"
      onLoad={(file) => client.send('wording.load', file)}
      onChoose={(wordingId) => client.send('wording.choose', { wordingId })}
      onChanged={reload}
    >
      <Button onClick={saveForm}>{text.saveForm}</Button>
    </LoadedChoice>
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
