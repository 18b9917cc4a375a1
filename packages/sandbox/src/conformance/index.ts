/**
 * Suites that hold an adapter to the promises of its port. They need no test runner of their own: every case is an Effect.
 */
export * from "./case.ts"
export * from "./tokenStore.ts"
export * from "./transport.ts"
