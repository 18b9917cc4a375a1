/**
 * Loggers that let only allow-listed keys leave the process. Unofficial.
 */
export * as AllowList from "./AllowList.ts"
export * as Fault from "./Fault.ts"
export * as JsonLogger from "./JsonLogger.ts"
export { layer as layerJson } from "./JsonLogger.ts"
export * as LogLine from "./LogLine.ts"
export * as PrettyLogger from "./PrettyLogger.ts"
export { layer as layerPretty } from "./PrettyLogger.ts"
