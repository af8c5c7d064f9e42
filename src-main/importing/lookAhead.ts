export interface Ahead<Item> {
  /** Questions that may be open at a time. */
  readonly depth: number
  /** What an item weighs against `weight`; one item may always be open, however heavy. */
  readonly weightOf: (item: Item) => number
  readonly weight: number
}

export type Outcome<Answer> = { readonly ok: true; readonly answer: Answer } | { readonly ok: false; readonly error: unknown }

/**
 * The answers to `items` in their order. The next questions are asked while somebody works on the last answer, so that
 * both go on side by side; a question that fails is an answer like others.
 */
export async function* lookAhead<Item, Answer>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Answer>,
  { depth, weightOf, weight }: Ahead<Item>,
): AsyncGenerator<{ item: Item; outcome: Outcome<Answer> }> {
  const open: { item: Item; outcome: Promise<Outcome<Answer>> }[] = []
  let carried = 0
  let next = 0
  const fill = (): void => {
    for (let item = items[next]; item !== undefined; item = items[next]) {
      const fits = open.length < depth && carried + weightOf(item) <= weight
      if (!fits && open.length > 0) return
      carried += weightOf(item)
      open.push({ item, outcome: outcomeOf(ask(item)) })
      next += 1
    }
  }
  fill()
  for (let first = open.shift(); first !== undefined; first = open.shift()) {
    const outcome = await first.outcome
    yield { item: first.item, outcome }
    carried -= weightOf(first.item)
    fill()
  }
}

async function outcomeOf<Answer>(asked: Promise<Answer>): Promise<Outcome<Answer>> {
  try {
    return { ok: true, answer: await asked }
  } catch (error) {
    return { ok: false, error }
  }
}
