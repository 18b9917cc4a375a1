/**
 * The words this repository does not use, in comments, documents, messages and names.
 *
 * Run over some folders: `node test/words.ts packages/core docs`.
 */
import { readFileSync, statSync } from "node:fs"
import { join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { lineOf, tokens } from "./source-text.ts"
import { readTree, root } from "./tree.ts"

/** A word, the files it is kept out of, and the word to use. */
interface Word {
  readonly pattern: RegExp
  readonly instead: string
  readonly where?: RegExp
}

const UNNAMED = "name the person, program or value"

/** Kept out of prose: comments, Markdown, and the texts of `src`. */
export const prose: ReadonlyArray<Word> = [
  { pattern: /\b(?:no|some|any|every)body\b/gi, instead: UNNAMED },
  { pattern: /\bwho(?:m)?ever\b|\bwhatever\b/gi, instead: UNNAMED },
  { pattern: /\baloud\b/gi, instead: "explicitly" },
  { pattern: /\bmeanwhile\b/gi, instead: "in between, at the same time" },
  { pattern: /\bbesides?\b/gi, instead: "next to, with, in addition to" },
  { pattern: /\b(?:un)?told\b/gi, instead: "reported, returned" },
  { pattern: /\bsaid\b/gi, instead: "reported, returned" },
  {
    pattern: /\bheld\b(?! (?:open|connection|request|response)s?\b)/gi,
    instead: "kept, stored, needs-review"
  },
  { pattern: /\bhouse\b/gi, instead: "repository, library" },
  { pattern: /\bdoors?\b/gi, instead: "entry, field, function" },
  { pattern: /\bweather\b/gi, instead: "frequent failures" },
  { pattern: /(?<!hello |real[- ])\bworlds?\b/gi, instead: "scenario" },
  { pattern: /\brefusals?\b/gi, instead: "rejection" },
  {
    pattern: /(?<!\bconnections? (?:is |was |are |were )?)\brefus(?:e|es|ed|ing)\b(?! connection)/gi,
    instead: "reject"
  },
  { pattern: /\bdoubtful\b/gi, instead: "a finding with severity warning" },
  { pattern: /\bglances?\b|\brereads?\b/gi, instead: "look-up" },
  {
    pattern: /\b(?:a|one|the|no|each|every|first|second|last|two|next|another|more) +looks?\b(?!-)/gi,
    instead: "look-up"
  },
  { pattern: /\bvouch(?:es|ed|ing)?\b|\bhush(?:es|ed)?\b/gi, instead: "leave `earlier` unset; report" },
  { pattern: /\bthe +page\b/gi, instead: "PortOne's reference", where: /^packages\// },
  { pattern: /돈이 움직/g, instead: "실제로 환불됐는지" },
  { pattern: /무엇이 잘못될 수/g, instead: "발생할 수 있는 오류" },
  { pattern: /이름을 불러야/g, instead: "명시해야 합니다" },
  { pattern: /잃어버린 응답/g, instead: "유실된 응답" },
  { pattern: /짐작이 틀/g, instead: "가정이 틀려도" },
  { pattern: /베껴/g, instead: "복사해서" },
  { pattern: /쉬는 연결/g, instead: "유휴 연결" },
  { pattern: /많아야 한 번/g, instead: "최대 한 번" },
  { pattern: /안전띠/g, instead: "보조 안전장치" },
  { pattern: /보증할 필요/g, instead: "지정할 필요" },
  { pattern: /나쁜 날씨/g, instead: "장애가 잦은 상황" },
  { pattern: /넘는 세계/g, instead: "시나리오" },
  { pattern: /가게/g, instead: "상점" }
]

/** Kept out of the names in `src`, as words of a camelCase or PascalCase name. */
export const names: ReadonlyArray<Word> = [
  { pattern: /^refusals?$|^refuse[sd]?$/, instead: "rejection, rejected, rejects" },
  { pattern: /^(?:no|some|any|every)body$|^whoever$|^whatever$/, instead: UNNAMED },
  { pattern: /^told$|^said$|^heard$|^reread$|^aloud$/, instead: "reported" },
  { pattern: /^doubtful$|^stranded$|^unsure$/, instead: "warning, needsReview" },
  { pattern: /^nudges?$|^pace$|^troubles?$|^feeders?$/, instead: "wakeUp, limits, StartupError, scheduler" },
  { pattern: /^both$/, instead: "Bilingual" }
]

/** The texts that stay, because stored data has them. */
const storedElsewhere = /^"refusal"$/

/** The names that stay, because another program chose them. */
const chosenElsewhere = /^(?:ConnectionRefused|ECONNREFUSED|ConnectionRefusedError)$/

/** The width of a comment. Units: columns. */
const WIDTH = 100

/** Everything in a file that breaks the rules: place, word, and what to write. */
export const check = (path: string, text: string): ReadonlyArray<string> =>
  path.endsWith(".md") ? checkMarkdown(path, text) : path.endsWith(".ts") ? checkSource(path, text) : []

// internal

const checkMarkdown = (path: string, text: string) => {
  // Code of a fence is checked by its comments alone; a blank keeps the line numbers.
  const blanked = text.replace(/^( *)```\w*\n[^]*?^\1```$/gm, (fence) => fence.replace(/[^\n]/g, " "))
  return proseIn(path, text, blanked, 0)
}

const checkSource = (path: string, text: string) => {
  const isSource = /(?:^|\/)src\//.test(path)
  return tokens(text).flatMap(({ kind, start, text: part }) =>
    kind === "comment"
      ? proseIn(path, text, part, start).concat(widthsIn(path, text, part, start))
      : kind === "string" || kind === "template"
      ? isSource && !storedElsewhere.test(part) ? proseIn(path, text, part, start) : []
      : kind === "code" && isSource
      ? namesIn(path, text, part, start)
      : []
  )
}

const proseIn = (path: string, whole: string, part: string, start: number) => {
  // A comment's line break, with the star of the next line, reads as a blank.
  const flat = part.replace(/\n\s*\*? ?/g, (line) => line.replace(/[^\n]/g, " "))
  return prose.filter(({ where }) => where === undefined || where.test(path)).flatMap(({ instead, pattern }) =>
    [...flat.replaceAll("\n", " ").matchAll(pattern)].map((match) =>
      `${path}:${lineOf(whole, start + match.index)} "${match[0]}": ${instead}`
    )
  )
}

const namesIn = (path: string, whole: string, part: string, start: number) =>
  [...part.matchAll(/[A-Za-z_$][\w$]*/g)].flatMap((match) => {
    const name = match[0]
    if (chosenElsewhere.test(name)) return []
    const words = name.replace(/([a-z\d])([A-Z])/g, "$1 $2").split(/[ _$]+/).map((word) => word.toLowerCase())
    return names.filter(({ pattern }) => words.some((word) => pattern.test(word))).map(({ instead }) =>
      `${path}:${lineOf(whole, start + match.index)} ${name}: ${instead}`
    )
  })

const widthsIn = (path: string, whole: string, part: string, start: number) => {
  const column = start - (whole.lastIndexOf("\n", start - 1) + 1)
  const isTrailing = whole.slice(start - column, start).trim() !== ""
  return part.split("\n").flatMap((line, index) => {
    const width = (index === 0 ? column : 0) + line.length
    // A table's row and a long address cannot be wrapped; behind code the formatter's width counts.
    const isLong = width > (isTrailing && index === 0 ? 120 : WIDTH)
    return isLong && !/^\s*(?:\/\/|\*)?\s*\|/.test(line) && !/\S{60}/.test(line)
      ? [`${path}:${lineOf(whole, start) + index} a comment of ${width} columns: at most ${WIDTH}`]
      : []
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = process.argv.slice(2).flatMap((folder) => {
    const path = relative(root, join(process.cwd(), folder))
    const files = statSync(join(root, path)).isFile()
      ? new Map([[path, readFileSync(join(root, path), "utf8")]])
      : readTree(root, [path])
    return [...files].flatMap(([file, text]) => check(file, text))
  })
  for (const line of found) console.log(line)
  console.log(`${found.length} found`)
  process.exitCode = found.length === 0 ? 0 : 1
}
