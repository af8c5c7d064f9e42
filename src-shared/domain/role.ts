/** What a person may do here: a reader reads, imports and analyses; an expert also signs and exports; an admin does everything. */
export const roles = ['reader', 'expert', 'admin'] as const
export type Role = (typeof roles)[number]
