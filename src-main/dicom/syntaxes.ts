/** How the pixel data of a transfer syntax is packed. */
export type Coding = 'native' | 'deflatedFrames' | 'rle' | 'jpeg' | 'jpegLs' | 'jpeg2000' | 'htj2k'

export interface TransferSyntax {
  readonly uid: string
  /** As PS3.6 names it, shortened. */
  readonly name: string
  readonly coding: Coding
  readonly bigEndian: boolean
  /** The whole data set after the meta header is one deflated stream. */
  readonly deflated: boolean
}

const coded = (uid: string, name: string, coding: Coding): TransferSyntax => ({ uid, name, coding, bigEndian: false, deflated: false })

export const implicitLittle = coded('1.2.840.10008.1.2', 'Implicit VR little endian', 'native')
export const explicitLittle = coded('1.2.840.10008.1.2.1', 'Explicit VR little endian', 'native')
export const explicitBig: TransferSyntax = { ...coded('1.2.840.10008.1.2.2', 'Explicit VR big endian', 'native'), bigEndian: true }

/** Transfer syntaxes that are read (PS3.5, annex A, and the retired ones that archives still hold). */
const known: readonly TransferSyntax[] = [
  implicitLittle,
  explicitLittle,
  explicitBig,
  { ...coded('1.2.840.10008.1.2.1.99', 'Deflated explicit VR little endian', 'native'), deflated: true },
  coded('1.2.840.10008.1.2.8.1', 'Deflated image frames', 'deflatedFrames'),
  coded('1.2.840.10008.1.2.5', 'RLE lossless', 'rle'),
  coded('1.2.840.10008.1.2.4.50', 'JPEG baseline', 'jpeg'),
  coded('1.2.840.10008.1.2.4.51', 'JPEG extended', 'jpeg'),
  coded('1.2.840.10008.1.2.4.53', 'JPEG spectral selection', 'jpeg'),
  coded('1.2.840.10008.1.2.4.55', 'JPEG full progression', 'jpeg'),
  coded('1.2.840.10008.1.2.4.57', 'JPEG lossless', 'jpeg'),
  coded('1.2.840.10008.1.2.4.70', 'JPEG lossless, first-order prediction', 'jpeg'),
  coded('1.2.840.10008.1.2.4.80', 'JPEG-LS lossless', 'jpegLs'),
  coded('1.2.840.10008.1.2.4.81', 'JPEG-LS near-lossless', 'jpegLs'),
  coded('1.2.840.10008.1.2.4.90', 'JPEG 2000 lossless', 'jpeg2000'),
  coded('1.2.840.10008.1.2.4.91', 'JPEG 2000', 'jpeg2000'),
  coded('1.2.840.10008.1.2.4.201', 'HTJ2K lossless', 'htj2k'),
  coded('1.2.840.10008.1.2.4.202', 'HTJ2K lossless, RPCL', 'htj2k'),
  coded('1.2.840.10008.1.2.4.203', 'HTJ2K', 'htj2k'),
]

/** The transfer syntax of a UID, or null where it is not read. */
export const syntaxOf = (uid: string): TransferSyntax | null => known.find((syntax) => syntax.uid === uid) ?? null
