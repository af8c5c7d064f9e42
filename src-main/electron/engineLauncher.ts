import type { UtilityProcess } from 'electron'
import { tail, type Launch } from '../engine/launcher.ts'
import type { ChildMessage } from '../engine/wire.ts'

type ForkUtility = (
  entry: string,
  argumentsList: string[],
  options: { readonly serviceName: string; readonly stdio: ['ignore', 'ignore', 'pipe'] },
) => UtilityProcess

/** The engine as Electron's utility process: a plain fork would need the RunAsNode fuse, which stays off. */
export const utilityLaunch =
  (fork: ForkUtility): Launch =>
  (entry, order, { onMessage, onExit }) => {
    const child = fork(entry, [JSON.stringify(order)], { serviceName: 'CTransCNN engine', stdio: ['ignore', 'ignore', 'pipe'] })
    const complaint = tail()
    let over = false
    child.stderr?.setEncoding('utf8')
    child.stderr?.on('data', (text: string) => complaint.add(text))
    child.on('message', (message: unknown) => onMessage(message as ChildMessage))
    child.on('exit', () => {
      over = true
      onExit(complaint.text())
    })
    return {
      send: (message) => {
        if (!over) child.postMessage(message)
      },
      kill: () => {
        // `kill` asks politely; a child that hangs in native code needs the signal itself.
        if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL')
      },
      processId: child.pid,
    }
  }
