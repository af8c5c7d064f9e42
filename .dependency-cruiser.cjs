/** The layers of docs/architecture.md, kept by the machine. */
const test = '\\.test\\.tsx?$'
const native = (module) => `^(node_modules/)?${module}`

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Types may refer to each other; what runs may not.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['^electron$', '^\\./.*\\.css$'] },
    },
    {
      name: 'shared-is-pure',
      comment: 'src-shared imports nothing but itself; only the contract uses the parser library.',
      severity: 'error',
      from: { path: '^src-shared/', pathNot: test },
      to: { pathNot: ['^src-shared/', 'node_modules/valibot'] },
    },
    {
      name: 'parser-only-in-contract',
      severity: 'error',
      from: { path: '^src-shared/', pathNot: ['^src-shared/contract/', test] },
      to: { path: 'node_modules/valibot' },
    },
    {
      name: 'renderer-and-main-meet-in-the-contract',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: { path: '^src-(main|preload)/' },
    },
    { name: 'main-knows-no-renderer', severity: 'error', from: { path: '^src-main/' }, to: { path: '^src-(renderer|preload)/' } },
    {
      name: 'electron-only-in-its-host',
      severity: 'error',
      from: { pathNot: ['^src-main/electron/', '^src-preload/'] },
      to: { path: native('electron$') },
    },
    {
      name: 'sqlite-only-in-store',
      severity: 'error',
      from: { path: '^src-', pathNot: ['^src-main/store/', test] },
      to: { path: native('better-sqlite3'), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'onnxruntime-only-in-inference',
      severity: 'error',
      from: { path: '^src-', pathNot: ['^src-main/inference/', '^src-main/bench/', test] },
      to: { path: native('onnxruntime-node') },
    },
    {
      name: 'sharp-only-in-imaging',
      severity: 'error',
      from: { path: '^src-', pathNot: ['^src-main/(imaging|dicom)/', '^src-main/bench/', test] },
      to: { path: native('sharp') },
    },
    {
      name: 'services-know-no-host',
      comment: 'The composition root knows the services, never the other way round.',
      severity: 'error',
      from: {
        path: '^src-main/(engine|imaging|dicom|inference|cam|segmentation|tongue|store|auth|audit|importing|export|learning|report|results)/',
        pathNot: test,
      },
      to: { path: '^src-main/(app|electron|headless)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'features-stand-alone',
      severity: 'error',
      from: { path: '^src-renderer/features/([^/]+)/' },
      to: { path: '^src-renderer/features/([^/]+)/', pathNot: '^src-renderer/features/$1/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'], conditionNames: ['import', 'node', 'default'] },
  },
}
