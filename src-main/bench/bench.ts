import { analyzeBench } from './analyzeBench.ts'
import { backupBench } from './backupBench.ts'
import type { Bench, BenchOptions, BenchResult } from './benchResult.ts'
import { decodeBench } from './decodeBench.ts'
import { drawBench } from './drawBench.ts'
import { filmBench } from './filmBench.ts'
import { heicBench } from './heicBench.ts'
import { importBench } from './importBench.ts'
import { mapsBench } from './mapsBench.ts'
import { nextCaseBench } from './nextCaseBench.ts'
import { pacsBench } from './pacsBench.ts'
import { paintBench } from './paintBench.ts'
import { saveBench } from './saveBench.ts'
import { startBench } from './startBench.ts'
import { tongueBench } from './tongueBench.ts'
import { tubesBench } from './tubesBench.ts'
import { worklistBench } from './worklistBench.ts'

const benches: readonly { readonly name: string; readonly bench: Bench }[] = [
  { name: 'maps', bench: mapsBench },
  { name: 'analyze', bench: analyzeBench },
  { name: 'tongue', bench: tongueBench },
  { name: 'tubes', bench: tubesBench },
  { name: 'decode', bench: decodeBench },
  { name: 'heic', bench: heicBench },
  { name: 'save', bench: saveBench },
  { name: 'import', bench: importBench },
  { name: 'pacs', bench: pacsBench },
  { name: 'backup', bench: backupBench },
  { name: 'worklist', bench: worklistBench },
  { name: 'paint', bench: paintBench },
  { name: 'start', bench: startBench },
  { name: 'nextCase', bench: nextCaseBench },
  { name: 'film', bench: filmBench },
  { name: 'draw', bench: drawBench },
]

export async function runBenches(options: BenchOptions): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = []
  for (const { name, bench } of benches) {
    options.tell(`bench: ${name} …`)
    results.push(...(await bench(options)))
  }
  return results
}
