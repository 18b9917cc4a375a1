/**
 * Makes a tarball of pnpm into the one that is published: with the documents about the package,
 * with links that resolve without this repository, and with the address of the repository.
 */
import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join, posix } from "node:path"
import { root, run } from "./command.ts"

/** Where the repository is, and the name of the version, such as `v0.1.0`. */
export interface Origin {
  readonly repository: string
  readonly tag: string
}

/**
 * The one place that knows the repository: the environment of the release. Undefined elsewhere,
 * where tarballs are only checked.
 */
export const originOf = (env: NodeJS.ProcessEnv): Origin | undefined => {
  const { GITHUB_REF_NAME: tag, GITHUB_REPOSITORY: repository, GITHUB_SERVER_URL: server } = env
  return tag === undefined || repository === undefined || server === undefined
    ? undefined
    : { repository: `${server}/${repository}`, tag }
}

/** Stands for the repository where tarballs are only checked. */
export const nowhere: Origin = { repository: "https://example.com/effect-portone", tag: "v0.0.0" }

/** Which documents describe which package, without language and ending. */
export const documents: Readonly<Record<string, ReadonlyArray<string>>> = {
  core: [
    "start",
    "without-effect",
    "from-effect-3",
    "from-other-clients",
    "recipes",
    "operating",
    "versions",
    "errors",
    "look-ups",
    "webhooks"
  ],
  gateways: ["before-sending", "refund-banks", "when-the-money-comes"],
  http: ["runtimes"],
  refunds: ["exactly-once"],
  sandbox: ["sandbox", "testing"]
}

/** Rewrites the tarball in its place. `folder` is that of the package, such as `packages/core`. */
export const ship = async (tarball: string, folder: string, origin: Origin): Promise<void> => {
  const work = `${tarball}.d`
  mkdirSync(work)
  await run("tar", ["-xzf", tarball, "-C", work])
  const target = join(work, "package")
  const changes = join(root, folder, "CHANGELOG.md")
  if (existsSync(changes)) copyFileSync(changes, join(target, "CHANGELOG.md"))
  for (const name of documents[posix.basename(folder)] ?? []) {
    for (const file of [`docs/${name}.md`, `docs/${name}.ko.md`]) {
      mkdirSync(join(target, "docs"), { recursive: true })
      copyFileSync(join(root, file), join(target, file))
    }
  }
  for (const file of globSync("{*,docs/*}.md", { cwd: target })) {
    const from = file.startsWith("docs/") ? file : `${folder}/${file}`
    const text = readFileSync(join(target, file), "utf8")
    writeFileSync(join(target, file), relink(text, from, file, folder, target, origin))
  }
  const path = join(target, "package.json")
  const manifest = JSON.parse(readFileSync(path, "utf8")) as object
  const addresses = {
    homepage: `${origin.repository}#readme`,
    bugs: { url: `${origin.repository}/issues` },
    repository: { type: "git", url: `git+${origin.repository}.git`, directory: folder }
  }
  writeFileSync(path, `${JSON.stringify({ ...manifest, ...addresses }, null, 2)}\n`)
  // macOS would add a file for the attributes of each file.
  await run("tar", ["-czf", tarball, "-C", work, "package"], { env: { COPYFILE_DISABLE: "1" } })
  rmSync(work, { recursive: true })
}

/** The targets of links that lead out of a document, without their anchors. */
export const linksOf = (markdown: string): ReadonlyArray<string> =>
  [...markdown.replace(/```.*?```/gs, "").matchAll(LINK)].map(([, , target = ""]) => target)

// internal

const LINK = /(\]\()(?!https?:|#|mailto:)([^)#\s]+)/g

const relink = (
  text: string,
  from: string,
  file: string,
  folder: string,
  target: string,
  { repository, tag }: Origin
): string =>
  text.replace(LINK, (_, open: string, link: string) => {
    const path = posix.normalize(posix.join(posix.dirname(from), link)).replace(/\/$/, "")
    const inside = path.startsWith(`${folder}/`)
      ? path.slice(folder.length + 1)
      : path.startsWith("docs/")
      ? path
      : undefined
    if (inside !== undefined && existsSync(join(target, inside))) {
      return `${open}${posix.relative(posix.dirname(file), inside)}`
    }
    const kind = statSync(join(root, path)).isDirectory() ? "tree" : "blob"
    return `${open}${repository}/${kind}/${tag}/${path}`
  })
