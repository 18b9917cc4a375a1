/**
 * What the codes of a database that cannot be used mean. The texts are ours, because a message of a
 * driver may contain values.
 */

/** The meaning of an error's code, if it is one of the table. */
export const meaningOf = ({ code, errcode }: { readonly code: string; readonly errcode?: unknown }) =>
  // `node:sqlite` has one code for all errors, and SQLite's extended code in `errcode`.
  code === "ERR_SQLITE_ERROR" && typeof errcode === "number" ? sqlite.get(errcode & 0xff) : postgres.get(code)

// internal

/** Source: https://www.sqlite.org/rescode.html */
const sqlite = new Map([
  [5, "locked by another process"],
  [6, "locked"],
  [8, "read-only"],
  [10, "the disk reports an error"],
  [11, "the file is damaged"],
  [13, "the disk is full"],
  [14, "the file cannot be opened"],
  [26, "the file is not a database"]
])

/** Source: https://www.postgresql.org/docs/current/errcodes-appendix.html, and Node's own codes. */
const postgres = new Map([
  ["25006", "read-only"],
  ["28P01", "the password is wrong"],
  ["53100", "the disk is full"],
  ["53200", "out of memory"],
  ["53300", "too many connections"],
  ["57P01", "the server stops"],
  ["57P02", "the server has crashed"],
  ["57P03", "the server does not accept connections now"],
  ["58030", "the disk reports an error"],
  ["ECONNREFUSED", "no server accepts connections there"]
])
