import type { Server } from 'node:http'
import { WebSocketServer } from 'ws'
import type { HostDoors } from '../app/doors.ts'
import { judgeSession, type GuardSecrets } from './guard.ts'
import { requestFacts } from './messages.ts'

/** Events go out on `/events`; nothing is read from the socket. Answers a function that closes every socket. */
export function attachEventSocket(server: Server, secrets: GuardSecrets, doors: HostDoors): () => void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024 })
  server.on('upgrade', (request, socket, head) => {
    const accepted = request.url === '/events' && judgeSession(requestFacts(request), secrets) === 'accepted'
    if (!accepted) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request))
  })
  const unsubscribe = doors.subscribe((event) => {
    const text = JSON.stringify(event)
    for (const client of sockets.clients) client.send(text)
  })
  return () => {
    unsubscribe()
    for (const client of sockets.clients) client.terminate()
    sockets.close()
  }
}
