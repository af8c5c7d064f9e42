/** A file below a chosen folder. */
export interface FolderFile {
  readonly file: File
  /** "/"-separated from the chosen folder on: `model`, `model/golden`. */
  readonly path: string
}

export interface ChosenModel {
  readonly folder: string
  readonly files: readonly FolderFile[]
  readonly bytes: number
  readonly problem: 'noManifest' | 'tooMany' | null
}

/** As many as one call takes. */
const mostFiles = 200

const inModel = /^[^/]+\/(?:golden\/)?[^./][^/]*$/u

/** What of a chosen folder can belong to a model: files at its top and in `golden`, no hidden ones. */
export function chosenModel(files: readonly FolderFile[]): ChosenModel {
  const wanted = files.filter(({ path }) => inModel.test(path))
  const folder = files[0]?.path.split('/')[0] ?? ''
  const bytes = wanted.reduce((sum, { file }) => sum + file.size, 0)
  if (!wanted.some(({ path }) => path === `${folder}/manifest.json`)) return { folder, files: wanted, bytes, problem: 'noManifest' }
  return { folder, files: wanted, bytes, problem: wanted.length > mostFiles ? 'tooMany' : null }
}
