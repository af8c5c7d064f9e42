import { writeSync } from 'node:fs'
import { openBlobs } from '../../src-main/store/blobs.ts'

/** Keeps one original and says its hash: `node putBlob.ts FOLDER` */
const { sha256 } = await openBlobs(process.argv[2] ?? '', Buffer.alloc(32, 7)).put(Buffer.from('a picture'))
writeSync(1, sha256)
