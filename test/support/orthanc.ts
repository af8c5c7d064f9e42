import { hasOrthanc } from '../../src-main/bench/orthanc.ts'

export { freePort, hasOrthanc, startOrthanc, type Orthanc } from '../../src-main/bench/orthanc.ts'

if (!hasOrthanc) process.stderr.write('Orthanc or its DICOMweb plugin is not installed: tests against a real PACS are skipped.\n')
