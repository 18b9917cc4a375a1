/**
 * From a value of the program to one that SQLite stores.
 */
import type { SQLInputValue } from "node:sqlite"

/**
 * Throws if SQLite would store another value. The error does not quote the value.
 */
export const toSqlite = (value: unknown, index: number): SQLInputValue => {
  switch (typeof value) {
    case "string":
    case "bigint":
      return value
    case "number":
      // node:sqlite would store NaN as NULL.
      if (Number.isNaN(value)) throw new TypeError(`parameter ${index + 1} is NaN`)
      // node:sqlite binds every number as REAL: 3000 would become the text "3000.0".
      return Number.isSafeInteger(value) ? BigInt(value) : value
    case "boolean":
      return value ? 1n : 0n
    case "undefined":
      return null
  }
  if (value === null || ArrayBuffer.isView(value)) return value as SQLInputValue
  if (value instanceof Date) return value.toISOString()
  // node:sqlite would read an object as named parameters, and store NULL.
  throw new TypeError(`parameter ${index + 1} is neither text, number, bytes, date nor null; write it as JSON text`)
}
