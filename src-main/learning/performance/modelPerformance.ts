import type { ModelPerformance } from '../../../src-shared/contract/performance.ts'
import type { JudgedRun } from '../../store/judgedRuns.ts'
import { labelPerformance, type AnsweredScores } from './labelPerformance.ts'

/** A version's own facts: those of its manifest, or of a run where the model is not here any more. */
export interface VersionFacts extends Pick<ModelPerformance, 'modelId' | 'version' | 'sha256' | 'demonstration' | 'reported' | 'task'> {
  /** With their operating points, in the order they are shown. */
  readonly labels: readonly { readonly name: string; readonly threshold: number }[]
}

/** What is known of one version from the reads that saw it; `bundled` are patients that a training bundle has held. */
export function modelPerformance({ labels, ...facts }: VersionFacts, runs: readonly JudgedRun[], bundled: ReadonlySet<string>): ModelPerformance {
  return {
    ...facts,
    cases: runs.length,
    patients: new Set(runs.map(({ patientId }) => patientId)).size,
    bundledCases: runs.filter(({ patientId }) => bundled.has(patientId)).length,
    labels: labels.map(({ name, threshold }) => labelPerformance(name, threshold, answeredScores(runs, name))),
  }
}

/** Blind answers are the reference, because the later ones have seen the model; any other answer says nothing. */
function answeredScores(runs: readonly JudgedRun[], label: string): AnsweredScores {
  const answered = { present: [] as number[], absent: [] as number[] }
  for (const { scores, blind } of runs) {
    const [score, state] = [scores[label], blind[label]]
    if (score !== undefined && (state === 'present' || state === 'absent')) answered[state].push(score)
  }
  return answered
}
