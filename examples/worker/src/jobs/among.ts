/**
 * Whether a column has one of some texts. They are one variable of the statement, because SQLite
 * allows 32,766 and `@effect/sql-pg` 32,767 of them, and a command may be about more refunds.
 */
import type { SqlClient, Statement } from "effect/sql"

/** False if there are none. */
export const among = (
  sql: SqlClient.SqlClient,
  column: Statement.Fragment,
  texts: ReadonlyArray<string>
): Statement.Fragment =>
  sql.onDialectOrElse({
    pg: () => sql`${column} IN (SELECT json_array_elements_text(${JSON.stringify(texts)}::json))`,
    orElse: () => sql`${column} IN (SELECT value FROM json_each(${JSON.stringify(texts)}))`
  })
