/**
 * `llms.txt`: the English pages for programs that read Markdown, which each page is served as too.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import type { Page } from "./pages.ts"

/** A heading, and the pages below it, such as `/start`. */
export interface Section {
  readonly heading: string
  readonly items: ReadonlyArray<{ readonly text: string; readonly link: string }>
}

/** Writes the pages and the list of them into the built site. `base` is where it is served. */
export const writeLlms = (
  output: string,
  base: string,
  pages: ReadonlyArray<Page>,
  sections: ReadonlyArray<Section>
): void => {
  for (const { path, text } of pages) {
    mkdirSync(dirname(join(output, path)), { recursive: true })
    writeFileSync(join(output, path), text)
  }
  const lists = sections.map(({ heading, items }) => {
    const missing = items.find(({ link }) => !existsSync(join(output, `${link}.md`)))
    if (missing !== undefined) throw new Error(`llms.txt names ${missing.link}, which is not there`)
    return `## ${heading}\n\n${items.map(({ link, text }) => `- [${text}](${base}${link.slice(1)}.md)`).join("\n")}\n`
  })
  const about = "> Refund payments through PortOne V1 (아임포트) exactly once, from Effect or without it. Unofficial."
  writeFileSync(join(output, "llms.txt"), `# effect-portone\n\n${about}\n\n${lists.join("\n")}`)
}
