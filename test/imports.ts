/**
 * Who imports whom.
 */
import { posix } from "node:path"
import { codeOnly, lineOf, withoutComments } from "./source-text.ts"
import { type Package, packagesOf, type Tree } from "./tree.ts"

export interface Import {
  readonly file: string
  readonly line: number
  readonly specifier: string
  /**
   * A `type` import is gone at run time; a `dynamic` one happens later. A list of `type` names in
   * braces is a `static` import of nothing.
   */
  readonly kind: "static" | "dynamic" | "type"
  /** Names in braces, as the other module calls them. */
  readonly names: ReadonlyArray<string>
  /** The local name of `import * as Name`. */
  readonly namespace: string | undefined
  /** The imported file, where it is one of the tree. */
  readonly target: string | undefined
}

/** Every `import`, `export … from` and `import(…)` of a tree, which is read once. */
export const importsOf = (tree: Tree): ReadonlyArray<Import> => {
  const known = read.get(tree)
  if (known !== undefined) return known
  const imports = readImports(tree)
  read.set(tree, imports)
  return imports
}

const read = new WeakMap<Tree, ReadonlyArray<Import>>()

const readImports = (tree: Tree): ReadonlyArray<Import> => {
  const packages = packagesOf(tree)
  return [...tree].filter(([path]) => path.endsWith(".ts")).flatMap(([file, source]) => {
    const code = codeOnly(source)
    const text = withoutComments(source)
    return [...code.matchAll(CLAUSE)].flatMap((match): ReadonlyArray<Import> => {
      const { bare = "", clause = "", quote = bare } = match.groups ?? {}
      const start = match.index + match[0].lastIndexOf(quote)
      const specifier = text.slice(start + 1, start + quote.length - 1)
      // A template or an empty text names no module.
      if (specifier === "") return []
      return [{
        file,
        line: lineOf(source, match.index + match[0].search(/\S/)),
        specifier,
        kind: /^\s*import\s*\(/.test(match[0]) ? "dynamic" : /^type\b/.test(clause) ? "type" : "static",
        names: (/\{(.*)\}/s.exec(clause)?.[1] ?? "").split(",").flatMap((part) => {
          const name = part.trim().replace(/^type\s+/, "").split(/\s+as\s+/)[0]
          return name === undefined || name === "" ? [] : [name]
        }),
        namespace: /\*\s*as\s+(\w+)/.exec(clause)?.[1],
        target: resolve(tree, packages, file, specifier)
      }]
    })
  })
}

/**
 * Circles of files that import each other, by value or by type. Each begins with its first file by
 * name.
 */
export const cycles = (imports: ReadonlyArray<Import>): ReadonlyArray<ReadonlyArray<string>> => {
  const edges = new Map<string, Set<string>>()
  for (const { file, kind, target } of imports) {
    if (kind === "dynamic" || target === undefined) continue
    edges.set(file, (edges.get(file) ?? new Set()).add(target))
  }
  const found: Array<ReadonlyArray<string>> = []
  const done = new Set<string>()
  const visit = (file: string, path: ReadonlyArray<string>) => {
    if (path.includes(file)) return void found.push(fromFirst(path.slice(path.indexOf(file))))
    if (done.has(file)) return
    for (const next of edges.get(file) ?? []) visit(next, [...path, file])
    done.add(file)
  }
  for (const file of edges.keys()) visit(file, [])
  return found
}

// internal

const fromFirst = (circle: ReadonlyArray<string>): ReadonlyArray<string> => {
  const start = circle.indexOf(circle.toSorted()[0] ?? "")
  return [...circle.slice(start), ...circle.slice(0, start + 1)]
}

const CLAUSE =
  /(?<![\w.$])(?:import|export)\s+(?<clause>(?:type\s+)?(?:[\w$]+\s*,?\s*)?(?:\*(?:\s*as\s+[\w$]+)?|\{[^{}]*\})?)\s*from\s*(?<quote>"[^"\n]*"|'[^'\n]*')|(?<![\w.$])import\s*\(?\s*(?<bare>"[^"\n]*"|'[^'\n]*')/g

const resolve = (tree: Tree, packages: ReadonlyArray<Package>, file: string, specifier: string): string | undefined => {
  if (specifier.startsWith(".")) {
    const path = posix.join(posix.dirname(file), specifier)
    return tree.has(path) ? path : undefined
  }
  for (const { folder, manifest } of packages) {
    if (specifier !== manifest.name && !specifier.startsWith(`${manifest.name}/`)) continue
    const entry = `.${specifier.slice(manifest.name.length)}`
    const exact = manifest.exports?.[entry] ?? manifest.exports?.["./*"]?.replace("*", entry.slice(2))
    const path = exact === undefined || exact === null ? undefined : posix.join(folder, exact)
    return path !== undefined && tree.has(path) ? path : undefined
  }
  return undefined
}
