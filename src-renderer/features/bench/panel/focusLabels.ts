/** Hands the keyboard back to the labels from a field of the panel that is done with; leaving the field saves it. */
export function focusLabels(from: Element): void {
  from.closest('aside')?.querySelector<HTMLElement>('[data-testid="labels"]')?.focus({ preventScroll: true })
}
