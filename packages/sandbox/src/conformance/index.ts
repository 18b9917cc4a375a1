/**
 * Test suites for adapters: each case checks one promise of a port. They need no particular test
 * runner, because every case is an Effect.
 */
export * from "./case.ts"
export * from "./tokenStore.ts"
export * from "./transport.ts"
