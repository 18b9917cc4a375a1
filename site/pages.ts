/**
 * The pages of the site, from the documents and the doc comments of this repository.
 */
import { globSync, readFileSync } from "node:fs"
import { join, posix } from "node:path"
import { root } from "../scripts/command.ts"
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
  const [, short, document] = /^packages\/([\w-]+)\/(README|SPEC)\.md$/.exec(file) ?? []
  if (short === undefined) return undefined
  return `${language === "ko" ? "ko/" : ""}packages/${document === "SPEC" ? "spec" : short}.md`
}

/** The title of a document: its first heading. */
export const titleOf = (text: string): string => /^# (.+)$/m.exec(text)?.[1] ?? ""

/** Every page. Links of documents lead to pages, or are plain text where there is no page. */
export const pages = (): ReadonlyArray<Page> => {
  const files = globSync(["README.md", "README.ko.md", "docs/*.md", "packages/*/README.md", "packages/core/SPEC.md"], {
    cwd: root
  }).toSorted()
  const documents = files.flatMap((source): ReadonlyArray<Page> => {
    // What exists in English only is a page of both languages, so that both can find it.
    const languages: ReadonlyArray<Language> = source.startsWith("packages/")
      ? ["en", "ko"]
      : source.endsWith(".ko.md")
      ? ["ko"]
      : ["en"]
    return languages.flatMap((language) => {
      const path = placeOf(source, language)
      return path === undefined ? [] : [{ path, text: relink(read(source), source, path, language) }]
    })
  })
  const reference = [...errorPages(), ...packages.map(apiPage)]
  return [...documents, ...reference, ...reference.map(({ path, text }) => ({ path: `ko/${path}`, text }))]
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

/** A declaration up to its body: as much as a reader needs to call it. */
const signature = (source: string, line: number): string => {
  const text = source.split("\n").slice(line - 1).join("\n")
  const end =
    /^(?:export (?:declare )?(?:const|function|type|interface|class)[\s\S]*?)(?= =>| = \/\*| = [A-Z]|\n\n| \{\n)/.exec(
      text
    )
  return (end?.[0] ?? text.split("\n")[0] ?? "").split("\n").slice(0, 12).join("\n")
}

const errorPages = (): ReadonlyArray<Page> =>
  packages.flatMap(({ files, folder, manifest }) =>
    files.filter((file) => file.startsWith(`${folder}/src/`)).flatMap((source) => {
      const text = sources.get(source) ?? ""
      return [...text.matchAll(/^export class (\w+)\s+extends Schema\.TaggedError/gm)].map(({ 1: tag = "", index }) => {
        const body = text.slice(index, text.indexOf("\n}\n", index))
        const line = text.slice(0, index).split("\n").length
        const literal = (name: string) => new RegExp(`readonly ${name} = "([\\w-]+)"`).exec(body)?.[1] ?? "depends"
        const rows = ["docs/errors.md", "docs/errors.ko.md"].map((file) =>
          read(file).split("\n").filter((row) => row.startsWith(`| \`${tag}\``))
        )
        return {
          path: `errors/${tag}.md`,
          text: [
            `# ${tag}`,
            `An error of \`${manifest.name}\`. Money moved: \`${literal("moneyMoved")}\`. Send again: \`${
              literal("resend")
            }\`.`,
            plain(commentBefore(text, line)),
            ...rows.flatMap((table, index) =>
              table.length === 0 ? [] : [
                index === 0
                  ? "| error | money moved? | send again? | the answer behind it |\n| --- | --- | --- | --- |\n" +
                    table.join("\n")
                  : "| 오류 | 환불됐나? | 다시 보내도 되나? | 응답 |\n| --- | --- | --- | --- |\n" + table.join("\n")
              ]
            ),
            "[All errors](/errors) · [모든 오류](/ko/errors)"
          ].join("\n\n") + "\n"
        }
      })
    })
  )

const apiPage = (one: Package): Page => {
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
        `### ${name}\n\n\`\`\`ts\n${signature(source, line)}\n\`\`\`\n\n${plain(commentBefore(source, line))}`
      )
    ].join("\n\n")
  })
  return {
    path: `api/${one.short}.md`,
    text: `# API of ${one.manifest.name}\n\nFrom the doc comments; the examples are run by the tests.\n\n${
      sections.join("\n\n")
    }\n`
  }
}

// Angle brackets outside code would be HTML, and braces an expression of the site generator.
const plain = (comment: string) =>
  outsideFences(
    comment,
    (prose) =>
      prose.split(/(`[^`]*`)/).map((part) =>
        part.startsWith("`") ? part : part.replace(/</g, "&lt;").replace(/\{\{/g, "&#123;&#123;")
      )
        .join("")
  )
