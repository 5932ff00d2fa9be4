/** @returns what one person is on the ward; the record and the feed say it in one text, `nurse, prescriber`. */
export const roles = (each: { role: string }): string[] => each.role.split(",").map((role) => role.trim());
