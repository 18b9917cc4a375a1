/**
 * `node examples/probe/src/main.ts --imp-uid imp_… --yes-cancel-these-payments`: checks the
 * assumptions of `refundOnce` on a PortOne test channel.
 *
 * Key and secret come from PORTONE_IMP_KEY and PORTONE_IMP_SECRET.
 */
import { AccessToken, Settings } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Effect, FileSystem, Layer, Logger } from "effect"
import { Command, Flag } from "effect/cli"
import { notStarted } from "./gate.ts"
import { isBroken, lines, markdown } from "./report.ts"
import { run } from "./run.ts"
import { usual } from "./TestPayment.ts"

const probe = Command.make("probe", {
  impUids: Flag.String("imp-uid").pipe(
    Flag.atLeast(1),
    Flag.withDescription("A payment of a test channel, of at most 1,000 won. May be repeated")
  ),
  yes: Flag.Boolean("yes-cancel-these-payments").pipe(
    Flag.withDefault(false),
    Flag.withDescription("Required. The probe may cancel everything that is left of these payments")
  ),
  amount: Flag.Int("amount").pipe(
    Flag.withDefault(usual.amount),
    Flag.withDescription("The amount that most probes cancel, in won; some PGs reject very small parts")
  ),
  only: Flag.String("only").pipe(
    Flag.atLeast(0),
    Flag.withDescription("Run only this probe, such as P2. May be repeated")
  ),
  reads: Flag.Int("reads").pipe(
    Flag.withDefault(usual.reads),
    Flag.withDescription("How many look-ups follow a cancel")
  ),
  hangUp: Flag.Int("hang-up").pipe(
    Flag.withDefault(100),
    Flag.withDescription("P9: when the caller hangs up, in milliseconds")
  ),
  report: Flag.String("report").pipe(
    Flag.withDefault(".cache/probe"),
    Flag.withDescription("The folder for probe.json and probe.md")
  )
}, ({ amount, hangUp, impUids, only, reads, report, yes }) =>
  Effect.gen(function*() {
    const transport = yield* Effect.mapError(NodeTransport.config, Settings.fromConfigError)
    const files = yield* FileSystem.FileSystem
    // Before the first cancel, so that a folder that cannot be written costs no finding.
    yield* Effect.andThen(
      files.makeDirectory(report, { recursive: true }),
      files.access(report, { writable: true })
    ).pipe(Effect.mapError(() =>
      notStarted(
        `the folder ${report} cannot be written, so choose another with --report`,
        `${report} 폴더에 쓸 수 없습니다. --report로 다른 폴더를 지정하세요`
      )
    ))
    const found = yield* run({
      baseUrl: transport.baseUrl ?? "https://api.iamport.kr",
      impUids,
      only,
      yesCancelThesePayments: yes,
      onFinding: ({ conclusion, probe }) => Console.error(`${probe}: ${conclusion}`),
      options: { amount, hangUp, reads }
    }).pipe(Effect.provide(Layer.provideMerge(AccessToken.layerConfig, NodeTransport.layer(transport))))
    yield* files.writeFileString(`${report}/probe.json`, `${JSON.stringify(found, null, 2)}\n`)
    yield* files.writeFileString(`${report}/probe.md`, markdown(found))
    yield* Console.log(`${lines(found)}\n\n${report}/probe.md`)
    if (isBroken(found)) process.exitCode = 2
  }).pipe(
    Effect.catch((error) =>
      Effect.andThen(
        // Errors of the settings and of PortOne have a Korean text too.
        Console.error("messageKo" in error ? `${error.message}\n${error.messageKo}` : error.message),
        Effect.sync(() => void (process.exitCode = 1))
      )
    )
  ))

Command.run(probe, { version: "0.0.0" }).pipe(
  // The report contains the results, so the library's log lines are not needed.
  Effect.provide(Layer.mergeAll(NodeServices.layer, Logger.layer([]))),
  NodeRuntime.runMain
)
