/**
 * `node:http` without its passengers: an `import` of it loads every lazy export, a whole fetch client among them, which
 * costs 15 MB and a tenth of the start-up budget.
 */
export const { createServer, request, STATUS_CODES } = process.getBuiltinModule("node:http")

/** How to send a request to this address; `node:https` is loaded only when it is needed. */
export const requestOf = ({ protocol }: URL) =>
  protocol === "https:" ? process.getBuiltinModule("node:https").request : request
