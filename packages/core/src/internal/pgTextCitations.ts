/**
 * Where each text of a payment gateway (PG) was seen. Only `Rejection.rejections` reads this table,
 * so a bundle without it stays small; the path of a cancel uses `wire/pgTexts.ts`.
 */
import { cautioningCitations } from "./pgTextCitations/cautioning.ts"
import { provingCitations } from "./pgTextCitations/proving.ts"
import type { Group } from "./pgTextCitations/row.ts"

export const pgTextCitations: ReadonlyArray<Group> = [...cautioningCitations, ...provingCitations]
