/**
 * What a package lets others import.
 */
import { posix } from "node:path"
import { codeOnly, lineOf, tokens, withoutComments } from "./source-text.ts"
import type { Package, Tree } from "./tree.ts"

export interface Export {
  readonly name: string
  readonly line: number
  readonly documented: boolean
  /** One signature of a function that has the same name as the export before. */
  readonly overload?: boolean
  /** The module that exports it first, and its name there; `*` for the whole module. */
  readonly from?: { readonly path: string; readonly name: string }
}

export interface Module {
  /** Such as `@effect-portone/core/Cancel`. */
  readonly specifier: string
  readonly path: string
}

/** The modules of a package's export map. */
export const modulesOf = (tree: Tree, { files, folder, manifest }: Package): ReadonlyArray<Module> =>
  Object.entries(manifest.exports ?? {}).flatMap(([entry, target]): ReadonlyArray<Module> => {
    if (target === null) return []
    const path = posix.join(folder, target)
    if (!entry.includes("*")) return [{ specifier: posix.join(manifest.name, entry), path }]
    const [before = "", after = ""] = path.split("*")
    return files.filter((file) => file.startsWith(before) && file.endsWith(after)).flatMap((file) => {
      const name = file.slice(before.length, -after.length)
      // One file deep: what lies in folders is kept in, and the index has an entry of its own.
      return name.includes("/") || name === "index" ? [] : [{ specifier: posix.join(manifest.name, name), path: file }]
    })
  }).filter(({ path }) => tree.has(path)).toSorted((a, b) => a.specifier < b.specifier ? -1 : 1)

/** The exports of a file, in their order; `export *` is followed. */
export const exportsOf = (tree: Tree, path: string): ReadonlyArray<Export> => {
  const source = tree.get(path) ?? ""
  const text = withoutComments(source)
  const docEnds = new Set(
    tokens(source).flatMap((token) =>
      token.kind === "comment" && token.text.startsWith("/**")
        ? [nextCode(text, token.start + token.text.length)]
        : []
    )
  )
  const targetOf = (specifier: string) => posix.join(posix.dirname(path), specifier)

  return [...codeOnly(source).matchAll(EXPORT)].flatMap((match): ReadonlyArray<Export> => {
    const { declared, list, namespace } = match.groups ?? {}
    const line = lineOf(source, match.index)
    const documented = docEnds.has(match.index)
    const specifier = /from\s*"([^"]*)"/.exec(text.slice(match.index, match.index + match[0].length))?.[1]
    const target = specifier === undefined ? undefined : targetOf(specifier)
    if (declared !== undefined) {
      return [{ name: declared, line, documented, overload: /\bfunction\b/.test(match[0]) }]
    }
    if (namespace !== undefined && target !== undefined) {
      return [{ name: namespace, line, documented, from: { path: target, name: "*" } }]
    }
    if (list !== undefined) {
      return list.split(",").flatMap((part) => {
        const [name, alias] = part.trim().replace(/^type\s+/, "").split(/\s+as\s+/)
        if (name === undefined || name === "") return []
        const one = { name: alias ?? name, line, documented }
        return [target === undefined ? one : { ...one, from: { path: target, name } }]
      })
    }
    return target === undefined ? [{ name: "default", line, documented }] : exportsOf(tree, target)
  })
}

/**
 * Exports without a doc comment. A re-export needs one at its source; a module that is re-exported
 * whole needs one in its first lines.
 */
export const undocumented = (tree: Tree, path: string): ReadonlyArray<string> => {
  const exported = exportsOf(tree, path)
  return exported.flatMap(({ documented, from, line, name, overload = false }, index) => {
    // The signatures of an overloaded function share one comment.
    if (documented || (overload && exported[index - 1]?.name === name)) return []
    if (from !== undefined) {
      const source = tree.get(from.path)
      const known = from.name === "*"
        ? source?.startsWith("/**")
        : exportsOf(tree, from.path).some((one) => one.name === from.name && (one.documented || one.from !== undefined))
      if (known === true) return []
    }
    return [`${path}:${line} ${name}`]
  })
}

/** The text of a package's `api.txt`. */
export const describeApi = (tree: Tree, one: Package): string =>
  modulesOf(tree, one).map(({ path, specifier }) => {
    const names = new Set(exportsOf(tree, path).map(({ from, name }) => from?.name === "*" ? `${name}.*` : name))
    return [specifier, ...[...names].toSorted().map((name) => `  ${name}`)].join("\n")
  }).join("\n\n") + "\n"

// internal

const nextCode = (text: string, from: number) => from + text.slice(from).search(/\S|$/)

const EXPORT =
  /^export\s+(?:(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:const|let|var|function\*?|class|interface|enum|namespace|type(?!\s*\{))\s+(?<declared>[\w$]+)|(?:type\s+)?\{(?<list>[^{}]*)\}(?:\s*from\s*"[^"\n]*")?|\*\s*as\s+(?<namespace>[\w$]+)\s*from\s*"[^"\n]*"|\*\s*from\s*"[^"\n]*"|default\b)/gm
