/**
 * Who changes something, and why. Every changing command needs it.
 */
import { VisibleText } from "@effect-portone/core"
import type { Bilingual } from "@effect-portone/core/Bilingual"
import { Result } from "effect"

export interface By {
  /** In lower case, as events store it. */
  readonly person: string
  readonly because: string
}

/** In place of a person. */
export interface Unnamed {
  readonly person?: undefined
  readonly because?: undefined
}

/** For the detail of an event: an event without a person is otherwise one of the worker itself. */
export const namedIn = ({ person }: By | Unnamed) => person === undefined ? { by: "not named" } : {}

/**
 * The person and the reason, or what is wrong with them. `people` are the names that are allowed;
 * none of them: every name is.
 */
export const byOf = (
  { as, because, people }: {
    readonly as: string | undefined
    readonly because: string | undefined
    readonly people: ReadonlyArray<string>
  }
): Result.Result<By, Bilingual> => {
  if (as === undefined || because === undefined) return Result.fail(MISSING)
  const person = as.toLowerCase()
  const hidden = VisibleText.keyProblem(as)
  if (hidden !== undefined) {
    return Result.fail({ english: `--as ${hidden.english}.`, korean: `--as: ${hidden.korean}.` })
  }
  if (!isName(as)) return Result.fail(NOT_A_NAME)
  const known = people.find((other) => isSamePerson(other, person))
  if (people.length > 0 && known === undefined) return Result.fail(UNKNOWN)
  const problem = VisibleText.problem(because)
  if (problem !== undefined) {
    return Result.fail({ english: `--because ${problem.english}.`, korean: `--because: ${problem.korean}.` })
  }
  const length = Array.from(because).length
  return length < SHORTEST || length > LONGEST
    ? Result.fail(LENGTH)
    : Result.succeed({ person: (known ?? person).toLowerCase(), because })
}

/**
 * Whether two names are one person's, or may be: `Min-Ji`, `min ji` and `minji` are, and so is
 * `minj1`, which a person reads as the same name.
 */
export const isSamePerson = (one: string, other: string): boolean => folded(one) === folded(other)

/**
 * What is wrong with the names of `WORKER_PEOPLE`, without the names themselves, which may be
 * personal data; undefined if nothing is.
 */
export const peopleProblem = (people: ReadonlyArray<string>): Bilingual | undefined => {
  if (people.length === 0) return NO_PEOPLE
  const index = people.findIndex((name) => !isName(name))
  if (index !== -1) return notAPerson(index + 1)
  const alike = people.findIndex((name, n) =>
    people.slice(0, n).some((other) => isSamePerson(name, other) && plain(name) !== plain(other))
  )
  return alike === -1 ? undefined : looksAlike(alike + 1)
}

// internal

const plain = (name: string) => name.normalize("NFKC").toLowerCase().replace(/[^a-z0-9가-힣]/g, "")

/** What looks alike in many fonts is one letter. `NAME` has no other scripts. */
const folded = (name: string) => plain(name).replace(/[1l]/g, "i").replace(/0/g, "o")

const isName = (name: string) =>
  VisibleText.keyProblem(name) === undefined && NAME.test(name.toLowerCase()) && name.length <= LONGEST_NAME

/** Letters of one script each, so that no two names look the same. */
const NAME = /^(?:[a-z0-9]+|[가-힣0-9]+)(?:[ ._-](?:[a-z0-9]+|[가-힣0-9]+))*$/
/** Units: characters. */
const LONGEST_NAME = 40
const SHORTEST = 4
const LONGEST = 500

const MISSING: Bilingual = {
  english:
    "Nothing was changed. This command changes something, so it needs --as <your name> and --because <the reason>. " +
    "Add --dry-run instead to see the evidence first.",
  korean: "아무것도 바꾸지 않았습니다. 데이터를 변경하는 명령이므로 --as <담당자>와 --because <사유>가 필요합니다. " +
    "먼저 확인만 하려면 --dry-run을 붙이세요."
}
const NOT_A_NAME: Bilingual = {
  english:
    `--as must be the name or staff id of one person: Latin letters or Hangul, digits, and . _ - between them, at ` +
    `most ${LONGEST_NAME} characters, and no e-mail address.`,
  korean: `--as에는 담당자 한 명의 이름이나 사번을 쓰세요. 영문자나 한글, 숫자와 그 사이의 . _ -만 쓸 수 있고 최대 ` +
    `${LONGEST_NAME}자이며, 이메일 주소는 쓸 수 없습니다.`
}
const NO_PEOPLE: Bilingual = {
  english:
    "WORKER_PEOPLE is set and names no person, so nothing was changed. Name those who may change something, or " +
    "remove it: then every name may.",
  korean:
    "WORKER_PEOPLE에 담당자가 없어 아무것도 바꾸지 않았습니다. 담당자를 등록하거나, 누구나 변경할 수 있게 하려면 설정을 " +
    "삭제하세요."
}
const notAPerson = (place: number): Bilingual => ({
  english:
    `WORKER_PEOPLE: name ${place} is not the name or staff id of one person. Nothing was changed. Use Latin letters or ` +
    `Hangul, digits, and . _ - between them, at most ${LONGEST_NAME} characters, and no e-mail address.`,
  korean:
    `WORKER_PEOPLE: ${place}번째가 담당자 한 명의 이름이나 사번이 아닙니다. 아무것도 바꾸지 않았습니다. 영문자나 한글, ` +
    `숫자와 그 사이의 . _ -만 쓸 수 있고 최대 ${LONGEST_NAME}자이며, 이메일 주소는 쓸 수 없습니다.`
})
const looksAlike = (place: number): Bilingual => ({
  english:
    `WORKER_PEOPLE: name ${place} looks like an earlier one, because 1, l and i, and 0 and o look alike. Nothing was ` +
    "changed. Give the two persons names that can be distinguished.",
  korean:
    `WORKER_PEOPLE: ${place}번째 이름이 앞의 이름과 비슷해 보입니다(1, l, i와 0, o). 아무것도 바꾸지 않았습니다. 두 ` +
    "담당자를 구별할 수 있는 이름을 쓰세요."
})
const UNKNOWN: Bilingual = {
  english: "--as is not one of the persons of WORKER_PEOPLE.",
  korean: "--as가 WORKER_PEOPLE에 등록된 담당자가 아닙니다."
}
const LENGTH: Bilingual = {
  english:
    `--because must have ${SHORTEST} to ${LONGEST} characters: what was seen, and where. Write no name and no account ` +
    "number of a customer.",
  korean:
    `--because는 ${SHORTEST}~${LONGEST}자로, 무엇을 어디서 확인했는지 쓰세요. 고객의 이름이나 계좌번호는 쓰지 마세요.`
}
