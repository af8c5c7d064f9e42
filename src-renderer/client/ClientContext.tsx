import { createContext, use, type ReactNode } from 'react'
import type { Client } from './client.ts'

const ClientContext = createContext<Client | null>(null)

export function ClientProvider({ client, children }: { readonly client: Client; readonly children: ReactNode }) {
  return <ClientContext value={client}>{children}</ClientContext>
}

/** The client of this window. Throws outside a ClientProvider: that is a mistake of composition, not of use. */
export function useClient(): Client {
  const client = use(ClientContext)
  if (client === null) throw new Error('useClient outside ClientProvider')
  return client
}
