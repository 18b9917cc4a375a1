/**
 * Every route of the official API, and what the sandbox answers. The README has the same table.
 *
 * Spec: the official schema of V1, as of August 2026: 66 paths. A path with an optional last part
 * is two routes here.
 */
import type { Reply } from "../http/reply.ts"
import type { Call, CallInput } from "./call.ts"
import { revokeVirtualAccount } from "./cancel/revokeVirtualAccount.ts"
import { payAgain, payOnce } from "./checkout/cardPayments.ts"
import { customerPayments, deleteCustomer, showCustomer, showCustomers, storeCustomer } from "./checkout/customers.ts"
import { changePrepared, prepare, showPrepared } from "./checkout/preparedAmounts.ts"
import { changeVirtualAccount, issueVirtualAccount } from "./checkout/virtualAccounts.ts"
import { BANKS, CARDS, type CodeName } from "./codeLists.ts"
import { failure, success } from "./envelope.ts"
import { findAllByMerchantUid, findByMerchantUid } from "./lookUps/byMerchantUid.ts"
import { findByStatus } from "./lookUps/byStatus.ts"
import { findMany, findOne } from "./lookUps/byUid.ts"
import { detailedBalance } from "./lookUps/detailedBalance.ts"
import type { RouteName } from "./requestCounts.ts"

/** One route. */
export interface Route {
  readonly name: RouteName
  readonly method: string
  /** As in the official schema. */
  readonly path: string
  /** Undefined: the sandbox answers 501. */
  readonly call: Call | undefined
  /** One line for people. */
  readonly answer: string
  /** `doc` an official source, `obs` seen in public output, `inf` inferred. */
  readonly evidence: "doc" | "inf" | "obs"
}

const route = (
  name: RouteName,
  method: string,
  path: string,
  call: Call,
  answer: string,
  evidence: Route["evidence"]
): Route => ({ name, method, path, call, answer, evidence })

const listCodes = (codes: ReadonlyArray<CodeName>) => (): Reply => success(codes)

const oneCode = (codes: ReadonlyArray<CodeName>, name: string) => ({ params }: CallInput): Reply => {
  const found = codes.find(({ code }) => code === params[name])
  return found === undefined ? failure("codeNotFound", 404) : success(found)
}

const EMULATED: ReadonlyArray<Route> = [
  route("token", "POST", "/users/getToken", "token", "the access token; the same one until it expires", "doc"),
  route("cancel", "POST", "/payments/cancel", "cancel", "cancels; rejections are HTTP 200 with another code", "doc"),
  route(
    "find",
    "GET",
    "/payments",
    findMany,
    "up to 100 payments; 207 when only some are found, 404 when none is",
    "doc"
  ),
  route(
    "find",
    "GET",
    "/payments/{imp_uid}",
    findOne,
    "the payment; 404 when there is none, or only with `include_sandbox=true`",
    "doc"
  ),
  route(
    "find",
    "GET",
    "/payments/{imp_uid}/balance",
    detailedBalance,
    "the tax parts of a PAYCO or KCP payment; 404 for others",
    "obs"
  ),
  route(
    "find",
    "GET",
    "/payments/find/{merchant_uid}",
    findByMerchantUid,
    "the first attempt in the given order; 404 when there is none",
    "doc"
  ),
  route(
    "find",
    "GET",
    "/payments/find/{merchant_uid}/{payment_status}",
    findByMerchantUid,
    "the same, among the attempts with this status",
    "doc"
  ),
  route(
    "find",
    "GET",
    "/payments/findAll/{merchant_uid}",
    findAllByMerchantUid,
    "every attempt, in pages; 404 when there is none",
    "doc"
  ),
  route(
    "find",
    "GET",
    "/payments/findAll/{merchant_uid}/{payment_status}",
    findAllByMerchantUid,
    "the same, among the attempts with this status",
    "doc"
  ),
  route(
    "find",
    "GET",
    "/payments/status/{payment_status}",
    findByStatus,
    "payments by the time of their status, in pages; 400 beyond the last page",
    "doc"
  ),
  route("other", "POST", "/payments/prepare", prepare, "registers an amount; code 1 for a second one", "obs"),
  route("other", "PUT", "/payments/prepare", changePrepared, "changes the amount; 404 when there is none", "doc"),
  route("find", "GET", "/payments/prepare/{merchant_uid}", showPrepared, "the amount; 404 when there is none", "obs"),
  route("other", "POST", "/vbanks", issueVirtualAccount, "a virtual account that waits for its deposit", "doc"),
  route(
    "other",
    "PUT",
    "/vbanks/{imp_uid}",
    changeVirtualAccount,
    "changes amount or time limit; 400 after the deposit, 404 when there is none",
    "doc"
  ),
  route(
    "other",
    "DELETE",
    "/vbanks/{imp_uid}",
    revokeVirtualAccount,
    "revokes it; 400 after the deposit, 404 when there is none",
    "doc"
  ),
  route("find", "GET", "/banks", listCodes(BANKS), "codes and Korean names of banks and securities firms", "doc"),
  route(
    "find",
    "GET",
    "/banks/{bank_standard_code}",
    oneCode(BANKS, "bank_standard_code"),
    "one of them; 404 for an unknown code",
    "doc"
  ),
  route("find", "GET", "/cards", listCodes(CARDS), "codes and Korean names of card companies", "doc"),
  route(
    "find",
    "GET",
    "/cards/{card_standard_code}",
    oneCode(CARDS, "card_standard_code"),
    "one of them; 404 for an unknown code",
    "doc"
  ),
  route(
    "other",
    "POST",
    "/subscribe/payments/onetime",
    payOnce,
    "a card payment; stores the card with `customer_uid`; code -1 for a [rejected card](#card-payments)",
    "doc"
  ),
  route(
    "other",
    "POST",
    "/subscribe/payments/again",
    payAgain,
    "a payment by billing key; code 1 for an unknown `customer_uid`",
    "obs"
  ),
  route(
    "find",
    "GET",
    "/subscribe/customers",
    showCustomers,
    "up to 100 billing keys; 207 when only some are found, 404 when none is",
    "doc"
  ),
  route(
    "find",
    "GET",
    "/subscribe/customers/{customer_uid}",
    showCustomer,
    "the billing key, with the card number masked; code 1 when there is none",
    "doc"
  ),
  route(
    "other",
    "POST",
    "/subscribe/customers/{customer_uid}",
    storeCustomer,
    "stores or replaces a billing key; code -1 for a [rejected card](#card-payments)",
    "doc"
  ),
  route(
    "other",
    "DELETE",
    "/subscribe/customers/{customer_uid}",
    deleteCustomer,
    "removes the billing key; code 1 when there is none",
    "doc"
  ),
  route(
    "find",
    "GET",
    "/subscribe/customers/{customer_uid}/payments",
    customerPayments,
    "payments by this billing key, in pages; 404 when there is none",
    "doc"
  ),
  route(
    "find",
    "POST",
    "/payments/find/{merchant_uid}",
    findByMerchantUid,
    "as with `GET`; not in the schema, public code of shops depends on it",
    "inf"
  )
]

// The rest of the schema: methods and path.
const NOT_EMULATED = [
  "POST /benepia/point",
  "POST /benepia/payment",
  "GET,DELETE /certifications/{imp_uid}",
  "POST /certifications/otp/request",
  "POST /certifications/otp/confirm/{imp_uid}",
  "GET /subscribe/customers/{customer_uid}/schedules",
  "POST /cvs",
  "DELETE /cvs/{imp_uid}",
  "GET,PUT,POST /escrows/logis/{imp_uid}",
  "DELETE /kcpquick/members/{member_id}",
  "POST /kcpquick/payment/money",
  "PUT,POST /kcpquick/prepare/{merchant_uid}",
  "POST /kcpquick/payment/autopay",
  "DELETE /kcpquick/autopay/{customer_uid}",
  "POST /kcpquick/members/{member_id}/fido/release",
  "POST /payments/{imp_uid}/naver/cancel",
  "POST /payments/{imp_uid}/naver/approve-cancel",
  "POST /payments/{imp_uid}/naver/ship",
  "POST /payments/{imp_uid}/naver/ship-exchanged",
  "POST /payments/{imp_uid}/naver/collect-exchanged",
  "POST /payments/{imp_uid}/naver/place",
  "POST /payments/{imp_uid}/naver/request-return",
  "POST /payments/{imp_uid}/naver/approve-return",
  "POST /payments/{imp_uid}/naver/reject-return",
  "POST /payments/{imp_uid}/naver/withhold-return",
  "POST /payments/{imp_uid}/naver/resolve-return",
  "POST /payments/{imp_uid}/naver/point",
  "POST /payments/{imp_uid}/naver/confirm",
  "GET /payments/{imp_uid}/naver/product-orders",
  "GET /naver/product-orders/{product_order_id}",
  "GET /naver/reviews",
  "GET /payments/{imp_uid}/naver/cash-amount",
  "POST /partners/receipts/{imp_uid}",
  "POST /payco/orders/status/{imp_uid}",
  "POST /paymentwall/delivery",
  "GET,POST,DELETE /receipts/{imp_uid}",
  "GET,POST,DELETE /receipts/external/{merchant_uid}",
  "GET,POST /subscribe/payments/schedule",
  "POST /subscribe/payments/unschedule",
  "GET,PUT /subscribe/payments/schedule/{merchant_uid}",
  "POST /subscribe/payments/schedule/{merchant_uid}/reschedule",
  "POST /subscribe/payments/schedule/{merchant_uid}/retry",
  "GET /subscribe/payments/schedule/customers/{customer_uid}",
  "GET /tiers/{tier_code}",
  "GET /users/pg"
]

/** Every route. */
export const ROUTES: ReadonlyArray<Route> = [
  ...EMULATED,
  ...NOT_EMULATED.flatMap((row): ReadonlyArray<Route> => {
    const [methods = "", path = ""] = row.split(" ")
    return methods.split(",").map((method) => ({
      name: "other",
      method,
      path,
      call: undefined,
      answer: "501, which names the route and the sandbox",
      evidence: "doc"
    }))
  })
]
