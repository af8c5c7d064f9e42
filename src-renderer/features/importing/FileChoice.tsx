import PhotoCameraOutlined from '@mui/icons-material/PhotoCameraOutlined'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useLanguage, useText } from '../../text/useText.tsx'
import { formatBytes, formatCount } from '../../ui/format.ts'
import { CameraDialog } from './camera/CameraDialog.tsx'
import { filesOfDrop, filesOfInput, filesOfPaste, isSystemFile, type ChosenFile } from './chosenFiles.ts'

interface FileChoiceProps {
  readonly files: readonly ChosenFile[]
  readonly onChange: (files: readonly ChosenFile[]) => void
}

/** Files or a folder, by dialog, by drop or pasted. What is pasted joins what was chosen. */
export function FileChoice({ files, onChange }: FileChoiceProps) {
  const text = useText().importing
  const [over, setOver] = useState(false)
  const [photographing, setPhotographing] = useState(false)
  usePaste((pasted) => onChange([...files, ...pasted]))
  return (
    <Box
      data-testid="drop-zone"
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        void filesOfDrop(event.dataTransfer).then(onChange)
      }}
      sx={{
        border: 1,
        borderStyle: 'dashed',
        borderColor: over ? 'primary.main' : 'divider',
        borderRadius: 1,
        p: 3,
        textAlign: 'center',
        bgcolor: over ? 'action.hover' : 'background.paper',
      }}
    >
      {files.length === 0 && <Chooser onChange={onChange} onPhotograph={() => setPhotographing(true)} />}
      {files.length > 0 && <ChosenSummary files={files} onClear={() => onChange([])} />}
      <Typography variant="caption" color="textSecondary" component="p" sx={{ mt: 1.5 }}>
        {text.formats}
      </Typography>
      {photographing && (
        <CameraDialog
          onClose={() => setPhotographing(false)}
          onUse={(photos) => {
            setPhotographing(false)
            onChange([...files, ...photos.map((file) => ({ file, path: file.name }))])
          }}
        />
      )}
    </Box>
  )
}

function usePaste(take: (files: readonly ChosenFile[]) => void): void {
  const onPaste = useEffectEvent((event: ClipboardEvent) => {
    const pasted = filesOfPaste(event)
    if (pasted.length === 0) return
    event.preventDefault()
    take(pasted)
  })
  useEffect(() => {
    const listener = (event: ClipboardEvent): void => onPaste(event)
    document.addEventListener('paste', listener)
    return () => document.removeEventListener('paste', listener)
  }, [])
}

interface ChooserProps {
  readonly onChange: (files: readonly ChosenFile[]) => void
  readonly onPhotograph: () => void
}

function Chooser({ onChange, onPhotograph }: ChooserProps) {
  const { importing: text, camera } = useText()
  const fileInput = useRef<HTMLInputElement>(null)
  const folderInput = useRef<HTMLInputElement>(null)
  const take = (list: FileList | null): void => {
    if (list !== null && list.length > 0) onChange(filesOfInput(list))
  }
  return (
    <>
      <Typography variant="h3" sx={{ mb: 1.5 }}>
        {text.drop}
      </Typography>
      <Box sx={{ display: 'flex', gap: 1, justifyContent: 'center' }}>
        <Button variant="contained" onClick={() => fileInput.current?.click()}>
          {text.chooseFiles}
        </Button>
        <Button variant="outlined" onClick={() => folderInput.current?.click()}>
          {text.chooseFolder}
        </Button>
        <Button variant="outlined" onClick={onPhotograph} startIcon={<PhotoCameraOutlined />} data-testid="open-camera">
          {camera.open}
        </Button>
      </Box>
      <input
        ref={fileInput}
        type="file"
        multiple
        hidden
        data-testid="file-input"
        onChange={(event) => take(event.target.files)}
      />
      <input
        ref={(input) => {
          folderInput.current = input
          // React knows no such attribute; the property asks the browser for a whole folder.
          if (input) input.webkitdirectory = true
        }}
        type="file"
        hidden
        data-testid="folder-input"
        onChange={(event) => take(event.target.files)}
      />
    </>
  )
}

function ChosenSummary({ files, onClear }: { readonly files: readonly ChosenFile[]; readonly onClear: () => void }) {
  const text = useText().importing
  const language = useLanguage()
  const wanted = files.filter((file) => !isSystemFile(file))
  const leftOut = files.length - wanted.length
  const bytes = wanted.reduce((sum, { file }) => sum + file.size, 0)
  return (
    <>
      <Typography variant="h3">{text.chosen(formatCount(wanted.length, language), formatBytes(bytes))}</Typography>
      <Typography variant="body2" color="textSecondary" noWrap>
        {wanted
          .slice(0, 4)
          .map(({ path }) => path)
          .join(' · ')}
        {wanted.length > 4 && ' …'}
      </Typography>
      {leftOut > 0 && <Typography variant="caption">{text.leftOut(formatCount(leftOut, language))}</Typography>}
      <Button onClick={onClear}>{text.clear}</Button>
    </>
  )
}
