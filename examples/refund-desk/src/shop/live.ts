/**
 * The shop as one layer.
 */
import type { AccessToken, Transport } from "@effect-portone/core"
import { RefundTag } from "@effect-portone/refunds"
import * as SqlRefundLedger from "@effect-portone/refunds/SqlRefundLedger"
import { Layer, Logger } from "effect"
import type { SqlClient } from "effect/sql"
import * as Notifier from "../decide/Notifier.ts"
import type { Finder } from "../find/Finder.ts"
import * as FinderLive from "../find/FinderLive.ts"
import * as Retention from "../find/retention.ts"
import * as EventLog from "./EventLog.ts"
import type { Orders } from "./Orders.ts"
import * as OrdersLive from "./OrdersLive.ts"
import * as People from "./People.ts"
import type { Refunds } from "./Refunds.ts"
import * as RefundsLive from "./RefundsLive.ts"
import { type Options, Settings } from "./Settings.ts"
import * as Watch from "./Watch.ts"

/** What the pages and the API use. */
export type Services = EventLog.EventLog | Finder | Orders | People.People | Refunds | Watch.Watch

/** Orders and refunds, over a database and a way to PortOne. */
export const shop = <E, E2>(
  options: Options,
  database: Layer.Layer<SqlClient.SqlClient, E>,
  portone: Layer.Layer<AccessToken.AccessToken | Transport.Transport, E2>,
  notifier: Layer.Layer<Notifier.Notifier> = Notifier.layerLog
) =>
  Layer.mergeAll(RefundsLive.layer, EventLog.layer, finder, People.layer, loggers).pipe(
    Layer.provideMerge(Layer.mergeAll(OrdersLive.layer, Watch.layer)),
    Layer.provide([
      Layer.succeed(Settings, options),
      RefundTag.layer(options.keys.tag, { previous: options.keys.previous.map(({ tag }) => tag) }),
      SqlRefundLedger.layer(),
      notifier
    ]),
    Layer.provide(portone),
    Layer.provideMerge(database)
  )

// internal

const finder = Layer.provideMerge(Retention.layer, FinderLive.layer)

// What runs later in the runtime of the shop is logged by the loggers that the shop was built with,
// not by the default one, which writes everything.
const loggers = Layer.effect(Logger.CurrentLoggers, Logger.CurrentLoggers)
