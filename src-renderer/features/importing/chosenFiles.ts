/** A file a person chose, with its place below the chosen folder. */
export interface ChosenFile {
  readonly file: File
  /** "/"-separated, ends with the file's own name. */
  readonly path: string
}

const systemFile = /^(?:\.|Thumbs\.db$|desktop\.ini$)/iu

/** Files that the operating system leaves in folders and nobody means to import. */
export const isSystemFile = ({ path }: Pick<ChosenFile, 'path'>): boolean =>
  systemFile.test(path.split('/').at(-1) ?? '')

/** The files of a file or folder input. */
export const filesOfInput = (list: FileList): readonly ChosenFile[] =>
  [...list].map((file) => ({ file, path: file.webkitRelativePath || file.name }))

/** The files of a drop; folders are walked to the bottom. What is no file at all, such as dragged text, is left out. */
export async function filesOfDrop(transfer: DataTransfer): Promise<readonly ChosenFile[]> {
  // The list empties itself once the event is over: take what it holds before the first await.
  const dropped = [...transfer.items].map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }))
  const found = await Promise.all(dropped.map(({ entry, file }) => (entry === null ? loose(file) : walk(entry))))
  return found.flat()
}

/**
 * The files of a paste, such as a screenshot or files copied in a file manager. None while somebody types: what is copied
 * from a document holds a picture of its text, and the text field wants the text.
 */
export function filesOfPaste({ clipboardData, target }: ClipboardEvent): readonly ChosenFile[] {
  const typing = target instanceof Element && target.matches('input, textarea')
  return typing || clipboardData === null ? [] : filesOfInput(clipboardData.files)
}

/** A file that came without a place in a file system. */
const loose = (file: File | null): readonly ChosenFile[] => (file === null ? [] : [{ file, path: file.name }])

async function walk(entry: FileSystemEntry): Promise<readonly ChosenFile[]> {
  if (entry instanceof FileSystemFileEntry) return [{ file: await fileOf(entry), path: entry.fullPath.slice(1) }]
  if (!(entry instanceof FileSystemDirectoryEntry)) return []
  const children = await childrenOf(entry)
  return (await Promise.all(children.map(walk))).flat()
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject))

/** Browsers answer a folder in portions; an empty portion is the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader()
  const children: FileSystemEntry[] = []
  for (;;) {
    const portion = await new Promise<readonly FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject)
    })
    if (portion.length === 0) return children
    children.push(...portion)
  }
}
