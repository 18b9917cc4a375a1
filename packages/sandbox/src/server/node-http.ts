/**
 * `node:http` without its passengers: an `import` of it loads every lazy export, a whole fetch client among them, which
 * costs 15 MB and a tenth of the start-up budget.
 */
export const { createServer, STATUS_CODES } = process.getBuiltinModule("node:http")
