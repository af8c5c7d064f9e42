import Database from 'better-sqlite3'

// The control: the same program on a database that was talked out of waiting for the disk, and lies about it.
const ask = Database.prototype.pragma
Database.prototype.pragma = function weakened(source, options) {
  if (source === 'synchronous = FULL') return ask.call(this, 'synchronous = NORMAL', options)
  if (source === 'synchronous') return 2
  return ask.call(this, source, options)
}

await import('./writer.ts')
