/**
 * The pages of the site, from the documents and the doc comments of this repository.
 */
import { globSync, readFileSync } from "node:fs"
import { join, posix } from "node:path"
import { root } from "../scripts/command.ts"
import { originOf } from "../scripts/ship.ts"
import { exportsOf, modulesOf } from "../test/exports.ts"
import { type Package, packagesOf, readSources } from "../test/tree.ts"

export interface Page {
  /** Such as `ko/start.md`. */
  readonly path: string
  readonly text: string
}

export type Language = "en" | "ko"

const sources = readSources(root)
const packages = packagesOf(sources).filter(({ manifest }) => manifest.private !== true)
const read = (file: string) => readFileSync(join(root, file), "utf8")

/** Where a document of the repository is on the site; undefined if it is not there. */
export const placeOf = (file: string, language: Language): string | undefined => {
  const [, name, korean] = /^docs\/([\w-]+?)(\.ko)?\.md$/.exec(file) ?? []
  if (name !== undefined) return `${korean === undefined ? "" : "ko/"}${name}.md`
  if (file === "README.md") return "index.md"
  if (file === "README.ko.md") return "ko/index.md"
  const measured = { "benchmarks/README.md": "benchmarks.md", "benchmarks/RESULTS.md": "results.md" }[file]
  if (measured !== undefined) return `${language === "ko" ? "ko/" : ""}${measured}`
  const [, short, document] = /^packages\/([\w-]+)\/(README|SPEC)\.md$/.exec(file) ?? []
  if (short === undefined) return undefined
  return `${language === "ko" ? "ko/" : ""}packages/${document === "SPEC" ? "spec" : short}.md`
}

/** The title of a document: its first heading. */
export const titleOf = (text: string): string => /^# (.+)$/m.exec(text)?.[1] ?? ""

/** Every page. Links of documents lead to pages, or are plain text where there is no page. */
export const pages = (): ReadonlyArray<Page> => {
  const files = globSync([
    "README.md",
    "README.ko.md",
    "docs/*.md",
    "packages/*/README.md",
    "packages/core/SPEC.md",
    "benchmarks/{README,RESULTS}.md"
  ], { cwd: root }).toSorted()
  const documents = files.flatMap((source): ReadonlyArray<Page> => {
    // What exists in English only is a page of both languages, so that both can find it.
    const languages: ReadonlyArray<Language> = /^(?:packages|benchmarks)\//.test(source)
      ? ["en", "ko"]
      : source.endsWith(".ko.md")
      ? ["ko"]
      : ["en"]
    return languages.flatMap((language) => {
      const path = placeOf(source, language)
      return path === undefined ? [] : [{ path, text: relink(read(source), source, path, language) }]
    })
  })
  const reference = (language: Language) => [...errorPages(language), ...packages.map((one) => apiPage(one, language))]
  return [
    ...documents,
    ...reference("en"),
    ...reference("ko").map(({ path, text }) => ({ path: `ko/${path}`, text }))
  ]
}

// internal

const LINK = /\[((?:[^[\]]|\[[^\]]*\])*)\]\((?!https?:|mailto:|#)([^)#\s]+)(#[^)\s]*)?\)/g

const relink = (text: string, source: string, path: string, language: Language) =>
  outsideFences(text, (prose) =>
    prose.replace(LINK, (_, label: string, target: string, anchor = "") => {
      const file = posix.normalize(posix.join(posix.dirname(source), target))
      const place = placeOf(file, language)
      return place === undefined ? label : `[${label}](${posix.relative(posix.dirname(path), place)}${anchor})`
    }))

const outsideFences = (text: string, change: (prose: string) => string) =>
  text.split(/(^```[\s\S]*?^```$)/m).map((part) => part.startsWith("```") ? part : change(part)).join("")

/** The doc comment that ends just before a line, without its marks. */
const commentBefore = (source: string, line: number): string => {
  const before = source.split("\n").slice(0, line - 1).join("\n").trimEnd()
  if (!before.endsWith("*/")) return ""
  return before.slice(before.lastIndexOf("/**") + 3, -2).split("\n").map((text) => text.replace(/^\s*\* ?/, "")).join(
    "\n"
  )
    .trim()
}

/**
 * A declaration as a reader needs it: constants and functions with the types that the compiler
 * finds, all else as it is written, without methods.
 */
const signature = (path: string, name: string, line: number): string => {
  const source = sources.get(path) ?? ""
  const text = compiled(path, name, source.split("\n")[line - 1] ?? "") ?? written(source, line)
  const lines = text.split("\n")
  return lines.length > LONGEST ? [...lines.slice(0, LONGEST), "…"].join("\n") : text
}

const compiled = (path: string, name: string, head: string) => {
  // A type may have the name of a constant.
  if (!/^export (?:const|function)\b/.test(head)) return undefined
  const declarations = read(path.replace("/src/", "/dist/").replace(/\.ts$/, ".d.ts"))
  const found = new RegExp(`^export declare ((?:const|function) ${name}\\b[\\s\\S]*?;)$(?!\\n[ }])`, "m").exec(
    declarations
  )
  return found?.[1]?.replace(/^( +)\1/gm, "$1")
}

const written = (source: string, line: number) => {
  const lines = source.split("\n").slice(line - 1)
  const end = lines.findIndex((text, index) => index > 0 && /^\S|^$/.test(text))
  const isCloser = /^[)\]}]/.test(lines[end] ?? "")
  return lines.slice(0, isCloser ? end + 1 : Math.max(end, 1)).join("\n").replace(/ \{$/, "")
}

const LONGEST = 60

const origin = originOf(process.env)

/** Where a declaration is, as a link where the repository is known. */
const place = (path: string, line: number, language: Language) => {
  const label = language === "ko" ? `소스: \`${path}\`, ${line}번째 줄` : `Source: \`${path}\`, line ${line}`
  return origin === undefined ? label : `[${label}](${origin.repository}/blob/${origin.tag}/${path}#L${line})`
}

const errorPages = (language: Language): ReadonlyArray<Page> =>
  packages.flatMap(({ files, folder, manifest }) =>
    files.filter((file) => file.startsWith(`${folder}/src/`)).flatMap((source) => {
      const text = sources.get(source) ?? ""
      return [...text.matchAll(/^export class (\w+)\s+extends Schema\.TaggedError/gm)].map(({ 1: tag = "", index }) => {
        const body = text.slice(index, text.indexOf("\n}\n", index))
        const line = text.slice(0, index).split("\n").length
        const depends = language === "ko" ? "경우에 따라 다름" : "depends"
        const literal = (name: string) => {
          const value = new RegExp(`readonly ${name} = "([\\w-]+)"`).exec(body)?.[1]
          return value === undefined ? depends : `\`${value}\``
        }
        const [money, again] = [literal("moneyMoved"), literal("resend")]
        const rows = read(language === "ko" ? "docs/errors.ko.md" : "docs/errors.md").split("\n").filter((row) =>
          row.startsWith(`| \`${tag}\``)
        )
        return {
          path: `errors/${tag}.md`,
          text: [
            `# ${tag}`,
            language === "ko"
              ? `\`${manifest.name}\`의 오류입니다. 실제로 환불됐나(\`moneyMoved\`): ${money}. 다시 보내도 되나(\`resend\`): ${again}.`
              : `An error of \`${manifest.name}\`. Money moved (\`moneyMoved\`): ${money}. Send again (\`resend\`): ${again}.`,
            plain(commentBefore(text, line)),
            rows.length === 0 ? "" : `${HEADS[language]}\n| --- | --- | --- | --- |\n${rows.join("\n")}`,
            place(source, line, language),
            language === "ko" ? "[모든 오류](/ko/errors)" : "[All errors](/errors)"
          ].filter((part) => part !== "").join("\n\n") + "\n"
        }
      })
    })
  )

const HEADS: Readonly<Record<Language, string>> = {
  en: "| error | money moved? | send again? | the answer behind it |",
  ko: "| 오류 | 실제로 환불됐나? | 다시 보내도 되나? | 포트원의 응답 |"
}

const apiPage = (one: Package, language: Language): Page => {
  const modules = modulesOf(sources, one).filter(({ path }) => !path.endsWith("/index.ts"))
  const sections = modules.map(({ path, specifier }) => {
    const source = sources.get(path) ?? ""
    const head = /^(?:#!.*\n)?\/\*\*\s*([\s\S]*?)\*\//.exec(source)?.[1] ?? ""
    const members = exportsOf(sources, path).filter(({ from, overload }) => from === undefined && overload !== true)
    return [
      `## ${specifier.split("/").slice(2).join("/")}`,
      `\`import * as … from "${specifier}"\``,
      plain(head.replace(/^\s*\* ?/gm, "").trim()),
      ...members.map(({ line, name }) =>
        [
          `### ${name}`,
          `\`\`\`ts\n${signature(path, name, line)}\n\`\`\``,
          plain(commentBefore(source, line)),
          place(path, line, language)
        ].join("\n\n")
      )
    ].join("\n\n")
  })
  return {
    path: `api/${one.short}.md`,
    text: [
      language === "ko" ? `# ${one.manifest.name} API` : `# API of ${one.manifest.name}`,
      language === "ko"
        ? "소스 코드의 문서 주석(영어)으로 만든 페이지입니다. 예제는 테스트에서 실행합니다."
        : "From the doc comments; the examples are run by the tests.",
      ...sections
    ].join("\n\n") + "\n"
  }
}

// Angle brackets outside code would be HTML, and braces an expression of the site generator.
const plain = (comment: string) =>
  outsideFences(
    comment,
    (prose) =>
      // Each label of a comment begins a paragraph.
      prose.replace(/\n(?=(?:Assumes|Cause|Fails with|Rejects|Source|Spec|Units): )/g, "\n\n").split(/(`[^`]*`)/).map((
        part
      ) => part.startsWith("`") ? part : part.replace(/</g, "&lt;").replace(/\{\{/g, "&#123;&#123;"))
        .join("")
  )
