import type { Texts } from '../text.ts'

export const dimse: Texts['dimse'] = {
  intro:
    'Takes files that modalities or a PACS send over DICOM’s own protocol (DIMSE), and sends files out. The sender is told of success only once a file is safely kept; files are taken while somebody is signed in, on behalf of that person. Patients are kept here under a code.',
  stateTitle: 'Receiving',
  state: {
    off: 'Nothing is received.',
    listening: 'Files are received.',
    failed: 'Receiving could not begin: the port may be taken. Choose another one below and save.',
  },
  received: 'received',
  refused: 'refused',
  lastRefusal: (time) => `Last refusal (${time}): `,
  settings: 'Settings',
  aeTitle: 'AE title of this program',
  receiveTitle: 'Receive',
  on: 'Receive files that are sent here',
  port: 'Port',
  fromNetwork: 'From other computers too',
  fromNetworkHint: 'Without it only programs on this computer can send. DICOM’s own protocol is not encrypted: use it inside a protected network only.',
  callers: 'AE titles that may send (with commas between them)',
  callersHint: 'Every other title is turned away; receiving needs at least one',
  sendTitle: 'Send',
  peerHost: 'Name or address of the other side (empty: nothing is sent)',
  peerPort: 'Its port',
  peerTitle: 'Its AE title',
  save: 'Save',
  saveAndTest: 'Save and test',
  testing: 'Testing the connection…',
  works: (milliseconds) => `The connection works: the other side answered within ${milliseconds} ms.`,
  adminOnly: 'Only an administrator can change this.',
}
