/**
 * What Effect itself says about the stability of its modules and their members.
 */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./tree.ts"

/** `undefined` where Effect does not say, or where there is no such thing. */
export interface Module {
  readonly stability: string | undefined
  readonly memberStability: (member: string) => string | undefined
}

const modules = new Map<string, Module | undefined>()

/** The module named by a specifier such as `effect/Schema`. */
export const effectModule = (specifier: string): Module | undefined => {
  if (!modules.has(specifier)) modules.set(specifier, read(specifier))
  return modules.get(specifier)
}

// internal

const read = (specifier: string): Module | undefined => {
  const path = join(root, "node_modules", "effect", "src", `${specifier.replace(/^effect\//, "")}.ts`)
  if (!existsSync(path)) return undefined
  const source = readFileSync(path, "utf8")
  const docs = [...source.matchAll(/\/\*\*.*?\*\//gs)]
  const members = new Map<string, string | undefined>()
  for (const doc of docs) {
    const after = source.slice(doc.index + doc[0].length, doc.index + doc[0].length + 400)
    const name = DECLARATION.exec(after)?.[1] ?? RENAMED.exec(after)?.[1]
    if (name !== undefined && (members.get(name) ?? "stable") === "stable") members.set(name, tag(doc[0]))
  }
  const [header] = docs
  return { stability: header && tag(header[0]), memberStability: (member) => members.get(member) }
}

const tag = (doc: string) => /@stability\s+(\w+)/.exec(doc)?.[1]
const DECLARATION =
  /^(?:\s*\/\/[^\n]*\n)*\s*export\s+(?:declare\s+)?(?:abstract\s+)?(?:const|let|function\*?|class|interface|type|namespace)\s+([\w$]+)/
const RENAMED = /^\s*(?:[\w$]+\s+as\s+)?([\w$]+)\s*[,}]/
