/** What a drag with the main button does. The wheel zooms, the middle button pans and the right one zooms always. */
export const dragTools = ['window', 'pan', 'length'] as const
export type DragTool = (typeof dragTools)[number]
