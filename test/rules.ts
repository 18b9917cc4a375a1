/**
 * The rules that keep the packages apart. Each reads a tree and lists what breaks it.
 */
import { cycles, type Import, importsOf } from "./imports.ts"
import { codeOnly, lineOf, withoutComments } from "./source-text.ts"
import { effectModule } from "./stability.ts"
import { type Package, packagesOf, type Tree } from "./tree.ts"

export interface Rule {
  /** What the rule demands, and why. */
  readonly says: string
  /** One line for each thing that breaks it: where, and what. */
  readonly broken: (tree: Tree) => ReadonlyArray<string>
}

const CORE = "@effect-portone/core"
const GATEWAYS = "@effect-portone/gateways"
const SANDBOX = "@effect-portone/sandbox"

// Every other published package provides something that core or refunds asks for.
const isAdapter = ({ manifest, short }: Package) =>
  manifest.private !== true && !["core", "gateways", "refunds", "sandbox"].includes(short)

const isPublished = ({ manifest }: Package) => manifest.private !== true

const importsIn = (tree: Tree, wanted: (one: Package) => boolean): ReadonlyArray<Import> => {
  const files = new Set(packagesOf(tree).filter(wanted).flatMap(({ files }) => files))
  return importsOf(tree).filter(({ file }) => files.has(file))
}

const at = ({ file, line }: Import) => `${file}:${line}`
const isRelative = ({ specifier }: Import) => specifier.startsWith(".")
const isPart = (specifier: string, name: string) => specifier === name || specifier.startsWith(`${name}/`)
const isAtHome = ({ file, target }: Import) =>
  target !== undefined && target.startsWith(file.split("/").slice(0, 3).join("/") + "/")

/** The packages that an installation of this package requires. */
const demands = ({ manifest }: Package) =>
  Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies })

export const B1: Rule = {
  says: "core imports only stable parts of effect, so that it can promise effect ^4.1.0",
  broken: (tree) =>
    importsIn(tree, ({ short }) => short === "core").flatMap((one) => {
      if (isRelative(one)) return isAtHome(one) ? [] : [`${at(one)} leaves core: ${one.specifier}`]
      if (!/^effect\/[A-Z]\w*$/.test(one.specifier)) return [`${at(one)} imports ${one.specifier}`]
      const module = effectModule(one.specifier)
      if (module?.stability !== "stable") return [`${at(one)} ${one.specifier} is ${module?.stability ?? "unknown"}`]
      const used = one.namespace === undefined
        ? one.names
        : [...codeOnly(tree.get(one.file) ?? "").matchAll(new RegExp(`(?<![\\w.$])${one.namespace}\\.([\\w$]+)`, "g"))]
          .flatMap(([, member]) => member ?? [])
      return [...new Set(used)].flatMap((member) => {
        const stability = module.memberStability(member)
        return stability === "stable" ? [] : [`${at(one)} ${one.specifier}: ${member} is ${stability ?? "unknown"}`]
      })
    })
}

export const B2: Rule = {
  says: "an adapter imports core's public entries, effect and Effect's platform packages, and never another adapter",
  broken: (tree) =>
    importsIn(tree, isAdapter).filter((one) =>
      isRelative(one)
        ? !isAtHome(one)
        : isPart(one.specifier, CORE)
        ? one.target === undefined || one.target.includes("/internal/")
        : !isPart(one.specifier, "effect") && !one.specifier.startsWith("@effect/platform-") && !isDatabase(one)
    ).map((one) => `${at(one)} imports ${one.specifier}`)
}

// `sqlite` is Effect's `SqlClient` over the database that is part of Node.
const isDatabase = ({ file, specifier }: Import) =>
  specifier === "node:sqlite" && file.startsWith("packages/sqlite/src/")

export const B3: Rule = {
  says: "refunds names no adapter, because the application chooses them, and takes of gateways settlement timing alone",
  broken: (tree) => {
    const adapters = packagesOf(tree).filter(isAdapter).map(({ manifest }) => manifest.name)
    const refunds = packagesOf(tree).filter(({ short }) => short === "refunds")
    return [
      ...refunds.flatMap((one) =>
        demands(one).filter((name) => adapters.includes(name)).map((name) =>
          `${one.folder}/package.json asks for ${name}`
        )
      ),
      ...refunds.flatMap(({ files }) => files).flatMap((file) => {
        const code = withoutComments(tree.get(file) ?? "")
        return adapters.filter((name) => code.includes(name)).map((name) => `${file} names ${name}`)
      }),
      ...importsIn(tree, ({ short }) => short === "refunds").filter((one) => isRelative(one) && !isAtHome(one)).map(
        (one) => `${at(one)} imports ${one.specifier}`
      ),
      ...importsIn(tree, ({ short }) => short === "refunds").filter(({ specifier }) =>
        isPart(specifier, GATEWAYS) && specifier !== `${GATEWAYS}/Settlement`
      ).map((one) => `${at(one)} imports ${one.specifier}`)
    ]
  }
}

export const B4: Rule = {
  says:
    "the sandbox server imports nothing but itself and Node, so that client and server are two readings of the page",
  broken: (tree) =>
    importsIn(tree, ({ short }) => short === "sandbox").filter(({ file }) => isServer(file)).filter((one) =>
      isRelative(one) ? one.target === undefined || !isServer(one.target) : !one.specifier.startsWith("node:")
    ).map((one) => `${at(one)} imports ${one.specifier}`)
}

const isServer = (file: string) => /^packages\/sandbox\/src\/(server\/|index\.ts$|bin\.ts$|command\.ts$)/.test(file)

export const B5: Rule = {
  says: "nothing published needs the sandbox outside its own tests",
  broken: (tree) => [
    ...packagesOf(tree).filter(isPublished).filter((one) => demands(one).includes(SANDBOX)).map(({ folder }) =>
      `${folder}/package.json asks for ${SANDBOX}`
    ),
    ...importsIn(tree, (one) => isPublished(one) && one.short !== "sandbox").filter(({ specifier }) =>
      isPart(specifier, SANDBOX)
    ).map((one) => `${at(one)} imports ${one.specifier}`)
  ]
}

export const B6: Rule = {
  says:
    "internal/ has no barrel and is imported only from its own package, and no imports go in a circle, type imports included",
  broken: (tree) => [
    ...[...tree.keys()].filter((file) => /\/internal\/(.*\/)?index\.ts$/.test(file)).map((file) =>
      `${file} is a barrel`
    ),
    ...[...tree].filter(([file, text]) => /\/internal\//.test(file) && /^\s*export\s*\*/m.test(codeOnly(text))).map(
      ([file]) => `${file} is a barrel`
    ),
    ...importsOf(tree).filter((one) =>
      /\/internal\//.test(one.target ?? one.specifier) && !(isRelative(one) && isAtHome(one))
    ).map((one) => `${at(one)} imports ${one.specifier}`),
    ...cycles(importsOf(tree)).map((files) => files.join(" → "))
  ]
}

export const B7: Rule = {
  says: "one file alone may send /payments/cancel",
  broken: (tree) => {
    const senders = packagesOf(tree).filter((one) => isPublished(one) && one.short !== "sandbox").flatMap(({ files }) =>
      files
    ).filter((file) => CANCEL_PATH.test(withoutComments(tree.get(file) ?? "")))
    return senders.length === 1 ? [] : [`${senders.length} files: ${senders.join(", ")}`]
  }
}

// "POST /payments/cancel" cites the page; a path to send has no method before it.
const CANCEL_PATH = /(?<!POST )\/payments\/cancel/

export const B8: Rule = {
  says: "retrying appears only in the token path and in refunds, so that money is never resent by accident",
  broken: (tree) =>
    packagesOf(tree).filter((one) => isPublished(one) && one.short !== "refunds").flatMap(({ files }) => files)
      .filter((file) => !TOKEN_PATH.has(file)).flatMap((file) => {
        const source = tree.get(file) ?? ""
        const calls = [...codeOnly(source).matchAll(RETRYING)].map((match) =>
          `${file}:${lineOf(source, match.index)} ${match[0].trim()}`
        )
        const imported = importsOf(new Map([[file, source]])).filter(({ names, specifier }) =>
          specifier === "effect/Schedule" || names.some((name) => RETRYING_NAME.test(name))
        )
        return calls.concat(imported.map((one) => `${at(one)} imports ${[one.specifier, ...one.names].join(" ")}`))
      })
}

const TOKEN_PATH = new Set(["packages/core/src/AccessToken.ts", "packages/core/src/internal/wire/requestToken.ts"])
const RETRYING_NAME = /^(retry|repeat|schedule)|^Schedule$/
const RETRYING =
  /\b(?:Effect|Stream|Layer|HttpClient)\.(?:retry|repeat|schedule|forever)\w*|\bSchedule\.\w+|\bretry\w*\s*\(/g

export const B9: Rule = {
  says: "core knows nothing of gateways, and gateways stands on core and effect alone",
  broken: (tree) => {
    const inCore = importsIn(tree, ({ short }) => short === "core").filter(({ specifier, target }) =>
      isPart(specifier, GATEWAYS) || target?.startsWith("packages/gateways/")
    )
    const inGateways = importsIn(tree, ({ short }) => short === "gateways").filter((one) =>
      isRelative(one)
        ? !isAtHome(one)
        : isPart(one.specifier, CORE)
        ? one.target === undefined || one.target.includes("/internal/")
        : !isPart(one.specifier, "effect")
    )
    return [
      ...packagesOf(tree).flatMap((one) => {
        const allowed = one.short === "core" ? ["effect"] : one.short === "gateways" ? [CORE, "effect"] : undefined
        return allowed === undefined
          ? []
          : demands(one).filter((name) => !allowed.includes(name)).map((name) =>
            `${one.folder}/package.json asks for ${name}`
          )
      }),
      ...[...inCore, ...inGateways].map((one) => `${at(one)} imports ${one.specifier}`)
    ]
  }
}

export const rules: Readonly<Record<string, Rule>> = { B1, B2, B3, B4, B5, B6, B7, B8, B9 }
