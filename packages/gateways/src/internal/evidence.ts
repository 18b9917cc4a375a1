/**
 * How sure a fact about a PG is: `doc` documented by PortOne; `obs` seen in public code, logs or
 * payments; `inf` inferred; `dis` disputed, because two sources differ.
 */
export type Evidence = "doc" | "obs" | "inf" | "dis"
