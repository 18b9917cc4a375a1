/**
 * SQLite's errors as Effect's `SqlError`, without the values of a statement.
 */
import { hasProperty } from "effect/Predicate"
import * as SqlError from "effect/sql/SqlError"

/**
 * Classifies an error of `node:sqlite`.
 */
export const failed = (operation: string, doing: string) => (thrown: unknown): SqlError.SqlError => {
  const cause = withoutValue(thrown)
  const message = `SQLite could not ${doing}: ${cause.message}.`
  return new SqlError.SqlError({ reason: SqlError.classifySqliteError(cause, { operation, message }) })
}

/**
 * The same for a database that does not open: every error except a lock is a `ConnectionError`.
 */
export const unopened = (filename: unknown) => (thrown: unknown): SqlError.SqlError => {
  const named = typeof filename === "string" ? JSON.stringify(filename) : "the database"
  const { reason } = failed("connect", `open ${named}`)(thrown)
  if (reason._tag === "LockTimeoutError" || reason._tag === "ConnectionError") return new SqlError.SqlError({ reason })
  const { cause, message, operation } = reason
  return new SqlError.SqlError({ reason: new SqlError.ConnectionError({ cause, message, operation }) })
}

/** An error of this package, which SQLite does not know. */
export const rejected = (problem: string): SqlError.SqlError => {
  const message = `${problem}.`
  return new SqlError.SqlError({
    reason: new SqlError.UnknownError({ cause: new Error(message), message, operation: "execute" })
  })
}

/**
 * Whether a constraint of the schema was violated, in any of SQLite's extended codes.
 */
export const isConstraint = (thrown: unknown): boolean => hasCode(thrown, 19)

/**
 * Whether another connection has a lock that is needed, in any of SQLite's extended codes.
 */
export const isLocked = (thrown: unknown): boolean => hasCode(thrown, 5)

// internal

const hasCode = (thrown: unknown, code: number): boolean =>
  hasProperty(thrown, "errcode") && typeof thrown.errcode === "number" && (thrown.errcode & 0xff) === code

const withoutValue = (thrown: unknown): Error => {
  if (!(thrown instanceof Error)) return new Error(String(thrown))
  // The message of this error quotes the integer, which may be an account number.
  if (hasProperty(thrown, "code") && thrown.code === "ERR_OUT_OF_RANGE") {
    return new RangeError("an integer is beyond 2^53; provide SqlClient.SafeIntegers to read it as a bigint")
  }
  // node:sqlite has the number as `errcode`; Effect reads `errno`.
  return hasProperty(thrown, "errcode") ? Object.assign(thrown, { errno: thrown.errcode }) : thrown
}
