/** A file a person chose, with its place below the chosen folder. */
export interface ChosenFile {
  readonly file: File
  /** "/"-separated, ends with the file's own name. */
  readonly path: string
}

const systemFile = /^(?:\.|Thumbs\.db$|desktop\.ini$)/iu

/** Files that the operating system leaves in folders and nobody means to import. */
export const isSystemFile = ({ path }: Pick<ChosenFile, 'path'>): boolean => systemFile.test(path.split('/').at(-1) ?? '')

/** The files of a file or folder input. */
export const filesOfInput = (list: FileList): readonly ChosenFile[] =>
  [...list].map((file) => ({ file, path: file.webkitRelativePath || file.name }))

/** The files of a drop; folders are walked to the bottom. Entries that cannot be read are left out by the browser. */
export async function filesOfDrop(transfer: DataTransfer): Promise<readonly ChosenFile[]> {
  // The list empties itself once the event is over: take the entries before the first await.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  const found = await Promise.all(entries.map(walk))
  return found.flat()
}

async function walk(entry: FileSystemEntry): Promise<readonly ChosenFile[]> {
  if (entry instanceof FileSystemFileEntry) return [{ file: await fileOf(entry), path: entry.fullPath.slice(1) }]
  if (!(entry instanceof FileSystemDirectoryEntry)) return []
  const children = await childrenOf(entry)
  return (await Promise.all(children.map(walk))).flat()
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> => new Promise((resolve, reject) => entry.file(resolve, reject))

/** Browsers answer a folder in portions; an empty portion is the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader()
  const children: FileSystemEntry[] = []
  for (;;) {
    const portion = await new Promise<readonly FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (portion.length === 0) return children
    children.push(...portion)
  }
}
