/**
 * The answers to `items` in their order. Each question is asked while the one before it is still being answered, so
 * that the engine decodes a picture while a model runs on the last one.
 */
export async function* oneAhead<Item, Answer>(items: Iterable<Item>, ask: (item: Item) => Promise<Answer>): AsyncGenerator<Answer> {
  let current: Promise<Answer> | null = null
  for (const item of items) {
    const next = ask(item)
    // Whoever reaches this answer hears of its failure; until then nobody waits for it.
    next.catch(() => undefined)
    if (current !== null) yield await current
    current = next
  }
  if (current !== null) yield await current
}
