import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { createClient } from './client/client.ts'
import { electronTransport } from './client/electron.ts'
import { loopbackTransport, redeemCode } from './client/loopback.ts'
import type { Transport } from './client/transport.ts'

async function chooseTransport(): Promise<Transport> {
  if (window.ctw !== undefined) return electronTransport(window.ctw)
  await redeemCode()
  return loopbackTransport()
}

const root = document.getElementById('root')
if (root !== null) createRoot(root).render(<App client={createClient(await chooseTransport())} />)
