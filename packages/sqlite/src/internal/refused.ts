/**
 * What SQLite says when it refuses, as Effect's `SqlError`. Never the values of a statement.
 */
import { hasProperty } from "effect/Predicate"
import * as SqlError from "effect/sql/SqlError"

/**
 * An error thrown by `node:sqlite`, classified.
 */
export const refused = (operation: string, doing: string) => (thrown: unknown): SqlError.SqlError => {
  const cause = withoutValue(thrown)
  const message = `SQLite could not ${doing}: ${cause.message}.`
  return new SqlError.SqlError({ reason: SqlError.classifySqliteError(cause, { operation, message }) })
}

/**
 * The same for a database that does not open, where anything but a lock is a `ConnectionError`.
 */
export const unopened = (filename: string) => (thrown: unknown): SqlError.SqlError => {
  const { reason } = refused("connect", `open ${JSON.stringify(filename)}`)(thrown)
  if (reason._tag === "LockTimeoutError" || reason._tag === "ConnectionError") return new SqlError.SqlError({ reason })
  const { cause, message, operation } = reason
  return new SqlError.SqlError({ reason: new SqlError.ConnectionError({ cause, message, operation }) })
}

const withoutValue = (thrown: unknown): Error => {
  if (!(thrown instanceof Error)) return new Error(String(thrown))
  // Its message quotes the integer, which may be an account number.
  if (hasProperty(thrown, "code") && thrown.code === "ERR_OUT_OF_RANGE") {
    return new RangeError("an integer is beyond 2^53; provide SqlClient.SafeIntegers to read it as a bigint")
  }
  // node:sqlite calls the number `errcode`; Effect looks for `errno`.
  return hasProperty(thrown, "errcode") ? Object.assign(thrown, { errno: thrown.errcode }) : thrown
}
