/**
 * The messages of every error of every package: three sentences in English and in Korean, no
 * sentence of one language in the other, and no value that is missing.
 */
import {
  CancelError,
  CancelRequest,
  FindPayment,
  type PortOneError,
  Rejection,
  Settings,
  TokenStore,
  Webhook
} from "@effect-portone/core"
import { isPortOneError } from "@effect-portone/core/PortOneError"
import { CancelCheck } from "@effect-portone/gateways"
import {
  InsecureEnvironment,
  InvalidBaseUrl,
  InvalidOption,
  NodeTransportUnavailable
} from "@effect-portone/http/SetupError"
import { RefundLedger, RefundOutcome, RefundTag } from "@effect-portone/refunds"
import { ConformanceFailure } from "@effect-portone/sandbox/conformance"
import { SandboxFailed } from "@effect-portone/sandbox/Sandbox"
import { UnsafeTokenStoreDirectory, UnusableTokenStoreKey } from "@effect-portone/token-store"
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { withoutComments } from "./source-text.ts"
import { packagesOf, readTree, root } from "./tree.ts"

// The provider's words are Korean in both messages, so they are a text that can be recognised.
const WORDS = "거래실패"

const words = { code: -1, providerMessage: WORDS }
const named = { payment: "imp_1", ...words }

const bodies = [
  "an empty body",
  "HTML instead of JSON",
  "JSON that is cut or lacks an integer code",
  "JSON with the same name twice",
  "not JSON"
]
const codes = ["ECONNREFUSED", "HttpClientDefect", "path"]
const details = [
  undefined,
  ...codes,
  ...bodies,
  ...bodies.map((body) => `HTTP 503, ${body}`),
  "HTTP 500, code -1",
  "HTTP 302, UnexpectedStatus",
  "ConnectionLost (ECONNRESET)",
  "Timeout"
]

const invalidRequests = [
  { _tag: "Full" },
  { _tag: "Partial", impUid: "imp_1", checksum: 1 },
  { _tag: "Full", impUid: "imp_1", checksum: 0 },
  { _tag: "Full", impUid: "imp_1", checksum: "1" },
  { _tag: "Full", impUid: "imp_1", checksum: 1, amount: 1 },
  { _tag: "Full", impUid: "imp_1", checksum: 1, tier: "a" },
  { _tag: "Full", impUid: "imp_1", checksum: 1, checkSum: 1 },
  { _tag: "Full", impUid: "imp_1", checksum: 1, reason: "가".repeat(257) },
  { _tag: "Full", impUid: "imp_1", checksum: 1, refundAccount: [] },
  { _tag: "Full", impUid: "imp_1", checksum: 1, "not a name": 1 },
  { _tag: "Partial", impUid: "imp_1", checksum: 1, amount: 2 },
  { _tag: "Partial", impUid: "imp_1", checksum: 1, amount: 0.5 },
  { _tag: "Partial", impUid: "imp_1", checksum: 1, amount: Number.NaN },
  { _tag: "Partial", impUid: "imp_1", checksum: 1, amount: 2 ** 60 },
  null
].map((input) => Result.getOrThrow(Result.flip(CancelRequest.check(input))))

const ofRules = CancelCheck.rules().map(({ advice, code, field, korean, problem }) =>
  new CancelError.InvalidRequest({ field, problem, rule: code, advice, korean })
)

const errors: ReadonlyArray<PortOneError.PortOneError> = [
  ...invalidRequests,
  ...ofRules,
  new CancelError.InvalidRequest({ field: "amount", problem: "is not what it should be" }),
  new CancelError.MissingRefundAccount(named),
  new CancelError.MissingRefundAccount({ evidence: "rule", rule: "refund-account-vbank", problem: "is not complete" }),
  new CancelError.CredentialsRejected({ ...words, status: 401 }),
  new CancelError.CredentialsRejected({
    ...words,
    status: 401,
    problem: "the key ends with a blank (U+0020, character 4)",
    problemKo: "키: 4번째 글자가 맨 끝의 공백(U+0020)입니다"
  }),
  new Settings.InvalidSettings({
    settings: [{ name: "PORTONE_IMP_KEY", problem: "is not set", problemKo: "값이 없습니다" }]
  }),
  new CancelError.Unauthorized({ payment: "imp_1", attempts: 1, providerMessage: WORDS }),
  new CancelError.Unauthorized({ attempts: 2, providerMessage: WORDS }),
  new CancelError.PaymentNotFound(named),
  new CancelError.PaymentNotFound(words),
  new CancelError.AlreadyCancelled(named),
  new CancelError.AlreadyCancelled(words),
  new CancelError.ChecksumMismatch({ ...named, checksum: 10_000 }),
  new CancelError.ChecksumMismatch({ ...words, checksum: 10_000 }),
  ...(["portone", "pg", "unknown"] as const).map((family) =>
    new CancelError.CancelRejected({ ...named, status: 200, family })
  ),
  new CancelError.CancelRejected({ ...words, providerMessage: "", status: 200, family: "pg", hint: "pg-timeout" }),
  ...CancelError.NotSent.fields.reason.literals.flatMap((reason) =>
    details.map((detail) => new CancelError.NotSent({ payment: "imp_1", reason, detail }))
  ),
  ...CancelError.OutcomeUnknown.fields.reason.literals.flatMap((reason) =>
    codes.map((detail) => new CancelError.OutcomeUnknown({ reason, detail, status: 502 }))
  ),
  ...[...bodies, "a problem of another package"].map((problem) =>
    new CancelError.MalformedResponse({ payment: "imp_1", status: 200, problem })
  ),
  ...FindPayment.LookupFailed.fields.reason.literals.flatMap((reason) =>
    [...details, "no readable amount", "no readable imp_uid, status in the list", "no list of payments"].map((detail) =>
      new FindPayment.LookupFailed({ reason, detail, status: 200 })
    )
  ),
  new FindPayment.LookupFailed({ payment: "imp_1", reason: "UnexpectedCode", detail: `code -1 ${WORDS}`, status: 200 }),
  new TokenStore.TokenStoreFailed({ operation: "get", problem: "the store is out of reach" }),
  new TokenStore.TokenStoreFailed({ operation: "set", problem: "the store is full", problemKo: "저장소가 가득 참" }),
  new RefundTag.TagSecretUnknown({ impUid: "imp_1", fingerprints: ["R7K3QZM2X4TA"] }),
  new Rejection.UnusableRejectionRow({ index: 0, problem: "it has no words", korean: "문구가 없습니다" }),
  ...Webhook.WebhookUnreadable.fields.problem.literals.map((problem) => new Webhook.WebhookUnreadable({ problem })),
  ...InvalidOption.fields.field.literals.map((field) =>
    new InvalidOption({ field, problem: "is not above 0", problemKo: "0보다 커야 합니다" })
  ),
  ...InvalidBaseUrl.fields.problem.literals.map((problem) => new InvalidBaseUrl({ problem, part: "api.iamport.kr" })),
  new InsecureEnvironment({ risk: "tls", settings: ["NODE_TLS_REJECT_UNAUTHORIZED"] }),
  new InsecureEnvironment({ risk: "proxy", settings: ["HTTPS_PROXY", "NODE_USE_ENV_PROXY"] }),
  new NodeTransportUnavailable({ problem: "runtime", runtime: "Node 20.20.2" }),
  new NodeTransportUnavailable({ problem: "package", runtime: "Node 24.0.0", detail: "ERR_MODULE_NOT_FOUND" }),
  ...UnusableTokenStoreKey.fields.problem.literals.map((problem) =>
    new UnusableTokenStoreKey({ setting: "PORTONE_TOKEN_STORE_KEY", problem, bytes: 16 })
  ),
  ...UnsafeTokenStoreDirectory.fields.problem.literals.map((problem) =>
    new UnsafeTokenStoreDirectory({ directory: "/var/tokens", problem })
  ),
  new RefundOutcome.KeyReused({ impUid: "imp_1", key: "R-1", asked: 1000, found: "rest" }),
  new RefundOutcome.InvalidRefund({ field: "key", problem: "must not be empty", problemKo: "비어 있습니다" }),
  new RefundOutcome.InvalidRefund({ field: "key", problem: "must not be empty" }),
  new RefundLedger.LedgerFailed({ impUid: "imp_1", problem: "the database says ConnectionError" }),
  new RefundLedger.LedgerFailed({ impUid: "imp_1", problem: "it is locked", problemKo: "잠김" }),
  new RefundTag.UnusableTagSecret({ problem: "has fewer than 32 characters" }),
  new SandboxFailed({ problem: "the control API did not answer" }),
  new ConformanceFailure({ promise: "a token is stored", seen: "none was found" })
]

/**
 * Text without what has no language: fields, quotations, commands, addresses, codes and names of
 * programs.
 */
const ownWords = (text: string) =>
  text.replaceAll(WORDS, "").replace(
    /\b(?:amount|checksum|reason|tier)\b|"[^"]*"|`[^`]*`|https?:\S+|openssl rand -base64 32/g,
    " "
  ).replace(
    /[\w@/-]*[\w)][._/@][\w./@-]+|\b\w*[a-z][A-Z]\w*|\b[A-Z][A-Z_\d]+\b/g,
    " "
  )

const sentencesOf = (message: string) =>
  message.split(/(?<=[.)\]])\s+(?=[@`"\w가-힣])/).filter((part) => /\.$|\]\.?$/.test(part))

describe("every error of every package", () => {
  it("has a sample here", () => {
    const tree = readTree(root, ["packages"])
    const declared = packagesOf(tree).flatMap(({ files, folder }) =>
      files.filter((file) => file.startsWith(`${folder}/src/`)).flatMap((file) =>
        [...withoutComments(tree.get(file) ?? "").matchAll(/extends Schema\.TaggedError<(\w+)>/g)].map(([, name]) =>
          name
        )
      )
    )
    assert.deepStrictEqual([...new Set(errors.map(({ _tag }) => _tag))].toSorted(), [...new Set(declared)].toSorted())
  })

  for (const tag of new Set(errors.map(({ _tag }) => _tag))) {
    const samples = errors.filter(({ _tag }) => _tag === tag)

    it(`${tag} says in three sentences what happened, whether money moved and what to do`, () => {
      for (const error of samples) {
        assert.isTrue(isPortOneError(error))
        for (const message of [error.message, error.messageKo]) {
          assert.isAtLeast(sentencesOf(message).length, 3, message)
          assert.notMatch(
            message,
            /undefined|\[object|NaN\b(?!,|입니다|을)|\bnull\b(?!\.|입니다|로)|\.\.(?!\.)|\(\)|: \.|\s\s/,
            message
          )
        }
        assert.match(error.message, /money|sent nothing/i)
        assert.match(error.messageKo, /환불/)
      }
    })

    it(`${tag} speaks English in the message and Korean in the Korean one`, () => {
      for (const { message, messageKo } of samples) {
        assert.notMatch(ownWords(message), /[가-힣]/, message)
        assert.match(messageKo, /[가-힣]/)
        assert.notMatch(ownWords(messageKo), /\b[a-z]{2,}[ ,]+[a-z]{2,}\b/i, messageKo)
      }
    })
  }
})
