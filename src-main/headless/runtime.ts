const oldestNode = [22, 18] as const

/** true when this Node reads TypeScript as it stands and loads the database's prebuilt binary. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])
}

/** Ends the process with exit code 3 and a sentence on a Node that is too old. */
export function exitWithoutRuntime(version: string): void {
  if (isNewEnough(version)) return
  process.stderr.write(
    `runtime.tooOld: Node ${version} is too old; ctw needs Node ${oldestNode.join('.')} or newer. Start it with "npm run --silent ctw --", which brings its own.\n`,
  )
  process.exit(3)
}
