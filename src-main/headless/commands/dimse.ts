import { InvalidArgumentError, type Command } from 'commander'
import type { DimsePlan } from '../../../src-shared/contract/dimse.ts'
import { receiveOf, type ReceiveOptions } from '../dimseReceive.ts'
import { withStore, type OpenedStore } from '../openStore.ts'
import { withStoreOptions, type Run, type StoreOptions } from '../storeOptions.ts'
import { exitCodes, printResult, type ExitCode } from '../terminal.ts'
import { printTest, sendFiles } from './pacs.ts'

interface Settings extends StoreOptions, ReceiveOptions {
  readonly aeTitle?: string
  readonly peer?: NonNullable<DimsePlan['peer']>
}

/** `ctw dimse`: DICOM's own protocol. Receiving itself is done by the program that is open, `ctw serve` or the window. */
export function registerDimse(program: Command, run: Run): void {
  const dimse = program.command('dimse').description("DICOM's own protocol: C-ECHO and C-STORE to a PACS, and who may send to this program")
  withStoreOptions(dimse.command('set'))
    .description('change what is named, leave the rest; without any option only print it')
    .option('--ae-title <title>', 'of this program')
    .option('--peer <AE@host:port>', 'where files are sent', peerOf)
    .option('--receive <port>', 'take files at this port while somebody is signed in', Number)
    .option('--callers <titles>', 'AE titles of those that may send, with commas between them', (text: string) => text.split(',').map((title) => title.trim()))
    .option('--from-network', 'from other computers too; without it from programs on this one only')
    .option('--receive-off', 'take nothing')
    .action(run((settings: Settings) => withStore(settings, (opened) => set(opened, settings))))
  withStoreOptions(dimse.command('test'))
    .description('send a C-ECHO and say what is wrong')
    .action(run((store: StoreOptions) => withStore(store, async ({ call }) => printTest('dimse', await call('dimse.test', {})))))
  withStoreOptions(dimse.command('send'))
    .description('store DICOM files on the peer; one line per file')
    .argument('<path...>', 'DICOM files, or folders of them')
    .action(run((paths: readonly string[], store: StoreOptions) => withStore(store, (opened) => sendFiles(opened, paths, 'dimse.send'))))
}

function peerOf(text: string): NonNullable<DimsePlan['peer']> {
  const found = /^(?<aeTitle>[^@]{1,16})@(?<host>.+):(?<port>\d{1,5})$/u.exec(text)?.groups
  if (found === undefined) throw new InvalidArgumentError('Write it as AE@host:port.')
  const { aeTitle = '', host = '', port } = found
  return { aeTitle, host, port: Number(port) }
}

async function set({ call }: OpenedStore, { aeTitle, peer, ...options }: Settings): Promise<ExitCode> {
  const { plan: before } = await call('dimse.status', {})
  const { plan } = await call('dimse.plan', { aeTitle: aeTitle ?? before.aeTitle, peer: peer ?? before.peer, receive: receiveOf(before.receive, options) })
  printResult({ ok: true, ...plan })
  return exitCodes.done
}
