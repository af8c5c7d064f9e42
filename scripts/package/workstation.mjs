// What a package starts: the workstation over the store in the user's home.
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openInBrowser } from '../openInBrowser.mjs'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const store = process.env['CTW_STORE'] ?? join(homedir(), 'CTransCNN Workstation')
process.exitCode = await openInBrowser({ node: process.execPath, root, store })
