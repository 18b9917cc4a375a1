/**
 * A `SqlClient` over `node:sqlite`, for the examples and tests of this repository. Unofficial.
 */
export * as SqliteClient from "./SqliteClient.ts"
