/**
 * `pnpm site`: builds the site into `site/.cache/dist`, checks every link of it, and serves it.
 * `--build` only builds and checks, also in Chromium.
 */
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import type { AddressInfo } from "node:net"
import { dirname, join, posix } from "node:path"
import { fileURLToPath } from "node:url"
import { build, type DefaultTheme, serve, type UserConfig } from "vitepress"
import { run } from "../scripts/command.ts"
import { found } from "../test/chromium.ts"
import { writeLlms } from "./llms.ts"
import { look } from "./look.ts"
import { type Page, pages, titleOf } from "./pages.ts"
import { missed } from "./planted.ts"

// Where the site is served, such as `/effect-portone/`.
const base = process.env["SITE_BASE"] ?? "/"

const site = fileURLToPath(new URL(".", import.meta.url))
const source = join(site, ".cache", "src")
const output = join(site, ".cache", "dist")

const guides = [
  "start",
  "without-effect",
  "from-effect-3",
  "from-other-clients",
  "recipes",
  "runtimes",
  "testing",
  "operating",
  "watching",
  "scaling",
  "versions"
]
const topics = [
  "exactly-once",
  "errors",
  "before-sending",
  "refund-banks",
  "when-the-money-comes",
  "look-ups",
  "webhooks",
  "sandbox"
]

// The reference shows the types that the compiler finds.
await run("tsc", ["-b", "tsconfig.packages.json"])
const all = pages()
const byPath = new Map(all.map((page) => [page.path, page]))
const titled = ({ path, text }: Page) => ({
  text: titleOf(text).replaceAll("`", ""),
  link: `/${path.replace(/\.md$/, "")}`
})
const named = (paths: ReadonlyArray<string>) => paths.flatMap((path) => byPath.get(path) ?? []).map(titled)
const under = (folder: string) => all.filter(({ path }) => path.startsWith(`${folder}/`)).map(titled)

const sidebar = (prefix: "" | "ko/"): Array<DefaultTheme.SidebarItem> => {
  const [guide, topic, reference, errors, api] = prefix === ""
    ? ["Guides", "Topics", "Packages", "Errors by tag", "API"]
    // What is in English only is marked.
    : ["가이드", "주제별", "패키지(영어)", "오류별", "API(영어)"]
  const benchmarks = { text: prefix === "" ? "Benchmarks" : "벤치마크(영어)", link: `/${prefix}benchmarks` }
  return [
    { text: guide, items: named(guides.map((name) => `${prefix}${name}.md`)) },
    { text: topic, items: [...named(topics.map((name) => `${prefix}${name}.md`)), benchmarks] },
    { text: reference, items: under(`${prefix}packages`), collapsed: true },
    { text: errors, items: under(`${prefix}errors`), collapsed: true },
    { text: api, items: under(`${prefix}api`), collapsed: true }
  ]
}

const config: UserConfig<DefaultTheme.Config> = {
  title: "effect-portone",
  description: "Refunds through PortOne V1 (아임포트). Unofficial.",
  base,
  outDir: output,
  cacheDir: join(site, ".cache", "vite"),
  cleanUrls: true,
  head: [
    // No request for an icon that does not exist. The language of a code block in a colour that can
    // be read; Korean words are not broken within; on a phone, tables scroll before columns are
    // narrow.
    ["link", { rel: "icon", href: "data:," }],
    [
      "style",
      {},
      "html:root { --vp-code-lang-color: var(--vp-c-text-2) } kbd[data-key]::after { content: 'K' } :lang(ko) :is(p, li, th, td) { word-break: keep-all } @media (max-width: 640px) { .vp-doc :is(th, td) { min-width: 8em; padding: 6px 10px; vertical-align: top } }"
    ]
  ],
  markdown: { theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" } },
  locales: {
    root: { label: "English", lang: "en", themeConfig: { sidebar: sidebar("") } },
    ko: {
      label: "한국어",
      lang: "ko",
      themeConfig: {
        sidebar: sidebar("ko/"),
        outline: { label: "이 페이지에서" },
        sidebarMenuLabel: "메뉴",
        returnToTopLabel: "맨 위로",
        langMenuLabel: "언어 바꾸기",
        skipToContentLabel: "본문으로 건너뛰기",
        darkModeSwitchLabel: "화면 모드",
        lightModeSwitchTitle: "밝은 화면으로 바꾸기",
        darkModeSwitchTitle: "어두운 화면으로 바꾸기",
        docFooter: { prev: "이전", next: "다음" }
      }
    }
  },
  themeConfig: {
    search: {
      provider: "local",
      options: {
        locales: {
          ko: {
            translations: {
              button: { buttonText: "검색", buttonAriaLabel: "검색" },
              modal: {
                displayDetails: "자세히 보기",
                resetButtonTitle: "검색어 지우기",
                backButtonTitle: "검색 닫기",
                noResultsText: "검색 결과가 없습니다:",
                footer: { selectText: "선택", navigateText: "이동", closeText: "닫기" }
              }
            }
          }
        }
      }
    }
  }
}

rmSync(join(site, ".cache"), { recursive: true, force: true })
for (const { path, text } of all) {
  const file = join(source, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
mkdirSync(join(source, ".vitepress"), { recursive: true })
// Anchors as GitHub makes them, so that the links of the documents hold on both. Two components of
// the theme are changed: a caret within a button is no second button, and the keys that open the
// search are no part of the name of its button.
writeFileSync(
  join(source, ".vitepress", "config.mjs"),
  `const config = ${JSON.stringify(config)}
config.markdown.anchor = {
  slugify: (text) => text.trim().toLowerCase().replace(/[^\\p{L}\\p{N}\\p{M}\\s_-]/gu, "").replace(/\\s/g, "-")
}
// Vue drops a line break between two elements, such as two links.
config.markdown.config = (markdown) => void (markdown.renderer.rules.softbreak = () => " ")
const change = (file, from, to) => ({
  name: file,
  enforce: "pre",
  transform: (code, id) => id.endsWith(file) ? code.replace(from, to) : undefined
})
config.vite = {
  plugins: [
    change(
      "/VPSidebarItem.vue",
      /role="button"\\s+aria-label="toggle section"([\\s\\S]*?)\\s+tabindex="0"/,
      'aria-hidden="true"$1'
    ),
    change("/VPNavBarSearchButton.vue", ">K</kbd>", " data-key></kbd>")
  ]
}
export default config
`
)
await build(source)
writeLlms(output, base, all, [
  { heading: "Guides", items: named(guides.map((name) => `${name}.md`)) },
  { heading: "Topics", items: named(topics.map((name) => `${name}.md`)) },
  {
    heading: "Reference",
    items: [...under("packages"), ...named(["benchmarks.md"]), ...under("api"), ...under("errors")]
  }
])

/** Links and anchors that lead nowhere, of all built pages. */
const deadLinks = (): ReadonlyArray<string> => {
  const files = globSync("**/*.html", { cwd: output })
  const html = new Map(files.map((file) => [file, readFileSync(join(output, file), "utf8")]))
  const ids = new Map(
    [...html].map(([file, text]) => [file, new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))])
  )
  return [...html].flatMap(([file, text]) =>
    [...text.matchAll(/<a [^>]*href="([^"]+)"/g)].flatMap(([, link = ""]) => {
      if (/^(?:https?:|mailto:)/.test(link) || file === "404.html") return []
      const local = link.startsWith(base) ? `/${link.slice(base.length)}` : link
      const [path = "", anchor] = local.replaceAll("&amp;", "&").split("#")
      const target = path === ""
        ? file
        : posix.join(path.startsWith("/") ? "." : posix.dirname(file), path.endsWith("/") ? `${path}index` : path)
          .replace(/^\//, "")
      const found = [target, `${target}.html`, `${target}/index.html`].find((one) => html.has(one))
      if (found === undefined) return existsSync(join(output, target)) ? [] : [`${file}: ${link}`]
      return anchor === undefined || ids.get(found)?.has(decodeURIComponent(anchor)) === true
        ? []
        : [`${file}: ${link}`]
    })
  )
}
const dead = [...new Set(deadLinks())]
if (dead.length > 0) {
  console.log(`${dead.length} links lead nowhere:\n${dead.join("\n")}`)
  process.exit(1)
}
console.log(`${all.length} pages, no dead link`)

if (!process.argv.includes("--build")) {
  const port = Number(process.env["SITE_PORT"] ?? 4173)
  const { server } = await serve({ root: source, port })
  server.once("error", ({ message }: Error) => {
    console.log(`The site is built, but not served: ${message}. Set SITE_PORT to a free port.`)
    console.log(`사이트를 빌드했지만 띄우지 못했습니다: ${message}. SITE_PORT를 비어 있는 포트로 지정하세요.`)
    process.exit(1)
  })
} else if ("missing" in found) {
  console.log(`${found.missing}, so no page was looked at`)
} else {
  // One page of every kind: a guide with code, one with wide tables, an error, an API; and the
  // longest one, which takes as long as all others, in one language.
  const kinds = ["", "start", "errors", "benchmarks", "errors/ChecksumMismatch", "api/sqlite"]
  const { server } = await serve({ root: source, port: 0 })
  const { port } = server.address() as AddressInfo
  const paths = ["", "ko/"].flatMap((language) => kinds.map((kind) => `${language}${kind}`)).concat("api/core")
  const problems = [
    ...await missed(),
    ...await look(`http://127.0.0.1:${port}${base}`, paths, join(site, ".cache", "screenshots"))
  ]
  server.close()
  if (problems.length > 0) {
    console.log(`${problems.length} problems in Chromium:\n${problems.join("\n")}`)
    process.exit(1)
  }
  console.log(`${paths.length} pages looked at in Chromium: light on a phone, dark on a desktop; axe finds nothing`)
}
