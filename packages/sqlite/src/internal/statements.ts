/**
 * Prepared statements, and a cache of them.
 */
import type { DatabaseSync, StatementSync } from "node:sqlite"

/**
 * Prepares one statement. Of several, `node:sqlite` would run the first and ignore the others.
 */
export const prepare = (database: DatabaseSync, sql: string): StatementSync => {
  const statement = database.prepare(sql)
  if (!NOTHING.test(sql.slice(statement.sourceSQL.length))) {
    throw new TypeError("there is more than one statement, and all but the first would be ignored")
  }
  return statement
}

// White space, semicolons and comments.
const NOTHING = /^(?:[\s;]|--[^\n]*|\/\*[^]*?\*\/)*$/

/**
 * Prepares, and keeps the statements used last. A statement that fails is not kept: the table it
 * names may be created later.
 */
export const prepareAndKeep = (database: DatabaseSync, capacity: number): (sql: string) => StatementSync => {
  const kept = new Map<string, StatementSync>()
  return (sql) => {
    const statement = kept.get(sql) ?? prepare(database, sql)
    kept.delete(sql)
    kept.set(sql, statement)
    const [oldest] = kept.keys()
    if (kept.size > capacity && oldest !== undefined) kept.delete(oldest)
    return statement
  }
}
