/**
 * Where each text of a payment gateway (PG) was seen. Only `Rejection.rejections` reads this table,
 * so a bundle without it stays small; the path of a cancel uses `wire/pgTexts.ts`.
 */
import { cautioningSources } from "./pgTextSources/cautioning.ts"
import { provingSources } from "./pgTextSources/proving.ts"
import type { Group } from "./pgTextSources/row.ts"

export const pgTextSources: ReadonlyArray<Group> = [...cautioningSources, ...provingSources]
