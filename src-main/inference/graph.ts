import { tubeKinds } from '../../src-shared/domain/mark.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { Manifest } from './manifest.ts'
import { fields, integer, messages, text } from './protobuf.ts'

/** A graph input or output as the file declares it: a name where a dimension is free, null where it is unknown. */
export interface Port {
  readonly name: string
  readonly elementType: number
  readonly shape: readonly (number | string | null)[]
}

export interface Graph {
  readonly opset: number
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
}

// Field numbers of onnx.proto.
const model = { graph: 7, opsets: 8, functions: 25 }
const graphField = { nodes: 1, initializers: 5, inputs: 11, outputs: 12, sparse: 15 }
const nodeField = { attributes: 5, domain: 7 }
const attributeField = { tensor: 5, graph: 6, tensors: 10, graphs: 11, sparse: 22, sparses: 23 }
const tensorField = { external: 13, location: 14 }
const FLOAT = 1
const OPERATOR_DOMAINS = new Set(['', 'ai.onnx'])
const MAXIMUM_DEPTH = 16

/**
 * Reads an ONNX file without running any of it and refuses what this program never ships: operators outside the
 * standard domain, model-local functions, weights in other files.
 * Throws AppError `model.damaged` for bytes that are no ONNX file and `model.signature` for the rest.
 */
export function readGraph(bytes: Uint8Array, id: string): Graph {
  try {
    for (const field of fields(bytes)) {
      if (field.number === model.functions) throw new AppError('model.signature', { id, reason: 'local functions' })
    }
    const opset = standardOpset(bytes, id)
    const [graph, ...more] = messages(bytes, model.graph)
    if (graph === undefined || more.length > 0) throw new AppError('model.damaged', { id, reason: 'graph' })
    checkGraph(graph, { id, depth: 0 })
    return {
      opset,
      inputs: [...messages(graph, graphField.inputs)].map(port),
      outputs: [...messages(graph, graphField.outputs)].map(port),
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('model.damaged', { id, reason: 'protobuf' }, { cause: error })
  }
}

function standardOpset(bytes: Uint8Array, id: string): number {
  let opset = 0
  for (const entry of messages(bytes, model.opsets)) {
    const domain = text(entry, 1)
    if (!OPERATOR_DOMAINS.has(domain)) throw new AppError('model.signature', { id, reason: `operator domain ${domain}` })
    opset = Number(integer(entry, 2) ?? 0n)
  }
  return opset
}

interface Place {
  readonly id: string
  readonly depth: number
}

function checkGraph(graph: Uint8Array, place: Place): void {
  if (place.depth > MAXIMUM_DEPTH) throw new AppError('model.signature', { id: place.id, reason: 'nesting' })
  for (const tensor of messages(graph, graphField.initializers)) checkTensor(tensor, place.id)
  for (const _ of messages(graph, graphField.sparse)) refuseSparse(place.id)
  for (const node of messages(graph, graphField.nodes)) checkNode(node, place)
}

function checkNode(node: Uint8Array, { id, depth }: Place): void {
  const domain = text(node, nodeField.domain)
  if (!OPERATOR_DOMAINS.has(domain)) throw new AppError('model.signature', { id, reason: `operator domain ${domain}` })
  for (const attribute of messages(node, nodeField.attributes)) {
    for (const field of fields(attribute)) {
      if (!(field.value instanceof Uint8Array)) continue
      const { number } = field
      if (number === attributeField.tensor || number === attributeField.tensors) checkTensor(field.value, id)
      if (number === attributeField.graph || number === attributeField.graphs) checkGraph(field.value, { id, depth: depth + 1 })
      if (number === attributeField.sparse || number === attributeField.sparses) refuseSparse(id)
    }
  }
}

function checkTensor(tensor: Uint8Array, id: string): void {
  for (const field of fields(tensor)) {
    const external = field.number === tensorField.external || (field.number === tensorField.location && field.value !== 0n)
    if (external) throw new AppError('model.signature', { id, reason: 'external data' })
  }
}

function refuseSparse(id: string): never {
  throw new AppError('model.signature', { id, reason: 'sparse weights' })
}

function port(info: Uint8Array): Port {
  const [type = new Uint8Array()] = messages(info, 2)
  const [tensor = new Uint8Array()] = messages(type, 1)
  const [shape = new Uint8Array()] = messages(tensor, 2)
  const dimensions = [...messages(shape, 1)].map((dimension) => {
    const fixed = integer(dimension, 1)
    return fixed === null ? text(dimension, 2) || null : Number(fixed)
  })
  return { name: text(info, 1), elementType: Number(integer(tensor, 1) ?? 0n), shape: dimensions }
}

/** Ranks and fixed dimensions by role; null where the manifest does not fix the number. */
function expectedShapes(facts: Manifest): Readonly<Record<string, readonly (number | null)[]>> {
  const { widthPx, heightPx } = facts.input
  if (facts.kind === 'gate') return { distance: [null, 1] }
  if (facts.kind === 'segmenter') {
    return { mask: [null, 1, heightPx, widthPx], edge: [null, 1, heightPx, widthPx], presence: [null, 1] }
  }
  if (facts.kind === 'suggester') return { tubes: [null, tubeKinds.length, null, null], tips: [null, tubeKinds.length, null, null] }
  const count = facts.labels.length
  return {
    scores: [null, count],
    convLogits: [null, count],
    transformerLogits: [null, count],
    features: [null, null],
    classToken: [null, null],
    activation: [null, null, null, null],
    maps: [null, count, null, null],
  }
}

/**
 * Compares the graph's own inputs and outputs with the manifest: names, float32, rank, and every size the manifest
 * fixes. Throws AppError `model.signature` naming the port.
 */
export function checkSignature(graph: Graph, facts: Manifest): void {
  const refuse = (reason: string): never => {
    throw new AppError('model.signature', { id: facts.id, reason })
  }
  if (graph.opset !== facts.file.opset) refuse('opset')
  const { name, channels, heightPx, widthPx } = facts.input
  const [input, ...others] = graph.inputs
  if (input === undefined || others.length > 0 || !fits(input, name, [null, channels, heightPx, widthPx])) refuse('input')
  const names = Object.entries(facts.outputs)
  if (graph.outputs.length !== names.length) refuse('outputs')
  const shapes = expectedShapes(facts)
  for (const [role, output] of names) {
    const found = graph.outputs.find((candidate) => candidate.name === output)
    if (found === undefined || !fits(found, output, shapes[role] ?? [])) refuse(role)
  }
}

function fits(found: Port, name: string, shape: readonly (number | null)[]): boolean {
  if (found.name !== name || found.elementType !== FLOAT || found.shape.length !== shape.length) return false
  return shape.every((wanted, axis) => {
    const actual = found.shape[axis]
    return wanted === null || typeof actual !== 'number' || actual === wanted
  })
}
