/** Tools that correct what was found of a tongue; they exist after the reveal only. */
export const tongueTools = ['tongueAdd', 'tongueErase', 'tonguePoints', 'tongueCells'] as const
export type TongueTool = (typeof tongueTools)[number]

export const isTongueTool = (tool: string): tool is TongueTool => tongueTools.some((each) => each === tool)
