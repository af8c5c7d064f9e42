/** What the other side may cost us. A PACS is trusted no more than a file from anywhere. */
export interface PacsLimits {
  /** Until a connection stands, TLS included. */
  readonly connectMs: number
  /** Without a single byte. */
  readonly idleMs: number
  /** One request with its whole answer, however steadily it trickles. */
  readonly overallMs: number
  /** An answer to a search or to a stored file. */
  readonly answerBytes: number
  /** One DICOM file. */
  readonly fileBytes: number
  /** All files of one study. */
  readonly studyBytes: number
  /** Files of one study. */
  readonly studyFiles: number
}

export const usualLimits: PacsLimits = {
  connectMs: 10_000,
  idleMs: 30_000,
  overallMs: 1_800_000,
  answerBytes: 16 * 2 ** 20,
  fileBytes: 512 * 2 ** 20,
  studyBytes: 8 * 2 ** 30,
  studyFiles: 10_000,
}
