/**
 * Effect's `SqlClient` over `node:sqlite`. Unofficial.
 */
export * as SqliteClient from "./SqliteClient.ts"
