/**
 * The texts of the desk, in English. `texts.ko.ts` has the same keys.
 */
import type { Settlement } from "@effect-portone/gateways"
import type { RefundOutcome } from "@effect-portone/refunds"
import type { Seen } from "../../decide/story.ts"
import type { Field, Sort } from "../../find/Filter.ts"
import type { Kind } from "../../shop/RefundEvent.ts"
import type { Invalid, RefundState } from "../../shop/RefundRecord.ts"
import { stateNames } from "../../shop/stateNames.ts"

/**
 * The texts.
 */
export const en = {
  desk: "Refund desk",
  skip: "Skip to the content",
  navigation: "Pages",
  language: "Language",
  payments: "Payments",
  refunds: "Refunds",
  unknownNav: "Unknown",
  waitingNav: "Approvals",
  roles: { clerk: "clerk", manager: "manager" },

  signIn: "Sign in",
  signOut: "Sign out",
  token: "Token",
  signInByProvider: "Sign in with your work account",
  sessions: "Where you are signed in",
  sessionsLead:
    "End those that you do not recognise or do not use. A session ends by itself after 30 minutes without a request, and after eight hours in any case.",
  since: "Since",
  lastUsed: "last used",
  thisSession: "This browser.",
  endSession: "End this session",
  endOthers: "End all others",
  signInAgain: "Sign in again first: your last sign-in was more than ten minutes ago. Nothing was ended.",
  signedIn: "You are signed in",
  goOn: "Go on",
  signInProblems: {
    Wrong: "This token is not valid.",
    Throttled: "Too many tries. Wait some minutes, then try again.",
    NotSignedIn: "The sign-in was not completed. Try again.",
    NoRole: "Your account has no role at the refund desk. Ask the person who manages accounts.",
    NoSecondFactor: "You signed in without a second factor, and the refund desk needs one. Sign in again with it.",
    Unreachable: "The sign-in service cannot be reached. Try again in some minutes."
  },
  demo: "No real money moves here, so you may sign in as any of these people:",
  store: "Store",

  search: "Order, payment or item",
  searchButton: "Search",
  searchRefunds: "Refund, order, payment or item",
  buyer: "Buyer",
  buyerSearch: "Buyer's whole name or phone number",
  buyerGiven: "One buyer is chosen. The address has no name and no number.",
  showBuyer: "Show the buyer",
  showBuyerHint: "It is recorded that you read it.",
  eraseBuyer: "Remove the buyer",
  eraseBuyerHint:
    "Removes the name, the number and the refund accounts from all orders with this name and number. Nothing brings them back; payments and refunds stay. A refund that is not finished keeps its account until its end.",
  phoneNumber: "Phone number",
  noBuyer: "The order has no buyer.",
  noName: "The order has no name of the buyer.",
  state: "State",
  person: "Person",
  fromDay: "From",
  toDay: "To",
  sort: "Sorted by",
  sorts: {
    newest: "Newest first",
    oldest: "Oldest first",
    largest: "Largest amount first",
    smallest: "Smallest amount first"
  } satisfies Readonly<Record<Sort, string>>,
  all: "All",
  moreFilters: "Filters",
  clear: "Clear the filters",
  saveAs: "Save as CSV",
  quick: "Short cuts",
  quickMine: "Mine",
  quickToday: "Today",
  totals: "Totals of what is found",
  count: (count: number) => count === 1 ? "1 row" : `${count.toLocaleString("en")} rows`,
  requested: "Requested",
  refundedLast: "Refunded, as last known",
  requestedAt: "Requested at",
  noRefunds: "No refunds were found.",
  notRead: "Could not be looked up",
  asOf: "As of",
  order: "Order",
  item: "Item",
  currency: "Currency",
  decidedBy: "Approved or declined by",
  orderedAt: "Ordered at",
  method: "Method",
  share: "Share",
  paid: "Paid",
  refunded: "Refunded",
  onHold: "On hold",
  refundable: "Refundable",
  status: "Status",
  none: "Nothing here.",
  notSearched:
    "Nothing was searched, because the list cannot be narrowed to what was entered. Change it, or clear the filters.",
  unusable: {
    text: () =>
      "The search has more than 100 characters, or a tab, a line break or another character that is not shown.",
    buyer: () => "The address names a buyer in a way that this desk does not. Search for the buyer again.",
    state: (value) => `There is no state “${value}”.`,
    method: (value) => `There is no method “${value}”.`,
    pg: (value) => `There is no PG “${value}”.`,
    person: (value) => `There is no person “${value}”.`,
    from: (value) => `“${value}” is not a day, such as 2026-11-23.`,
    to: (value) => `“${value}” is not a day, such as 2026-11-23.`
  } satisfies Readonly<Record<Field, (value: string) => string>>,
  noneFound: "Nothing was found. Search for an order number, an imp_uid or words of the item, or clear the filters.",
  range: (from: number, to: number, total: number) => `${from} to ${to} of ${total.toLocaleString("en")}`,
  previous: "Previous",
  next: "Next",
  last: "Last page",
  pages: "Pages of the list",
  paymentState: {
    paid: "Paid",
    part: "Partly refunded",
    full: "Refunded in full",
    onHold: "Refund in progress",
    unknown: "Outcome unknown",
    unpaid: "Not paid",
    differs: "Records differ"
  },
  recordsDiffer: (recorded: string, shown: string) =>
    `A refund of ${recorded} was proved, and PortOne's history does not have it any more: it shows ${shown} as refunded. Ask PortOne whether the cancel was taken back. Refund nothing of this payment before that.`,
  byHandOnly: (amount: string) =>
    `Of the refunded amount, ${amount} was confirmed by two people after comparing with the PG. PortOne's history does not show it.`,
  unpaid: {
    ready: "PortOne reports that it is not paid yet, so there is nothing to refund.",
    account:
      "Nothing was paid into the virtual account yet, so there is nothing to refund. If the customer has cancelled the order, revoke the account in PortOne's console.",
    failed: "PortOne reports that this payment failed. Nothing was paid, so there is nothing to refund.",
    revoked: "It was cancelled before anything was paid, so there is nothing to refund.",
    other: "PortOne does not report it as paid, so nothing can be refunded."
  },
  barLabel: (paid: string, refunded: string, onHold: string, refundable: string) =>
    `Of ${paid}: ${refunded} refunded, ${onHold} on hold, ${refundable} refundable`,
  history: "History",
  happened: {
    paid: "Paid",
    cancelled: "Cancelled",
    deposited: "Paid in",
    asked: "Refund requested"
  },
  reason: "Reason",
  askedBy: "Requested by",
  facts: "Payment",
  merchantUid: "Order id",
  impUid: "Payment id",
  pg: "PG",
  giveBack: "Refund…",
  nothingLeft: "Nothing is left to refund.",
  unreadable: "PortOne's data of this payment cannot be shown.",
  notNow: (state: string) => `This cannot be done now. The refund is: ${state}.`,
  unexpected: (incident: string) =>
    `The desk failed unexpectedly. It is not known whether money moved. Go back and try again: it is the same refund, and it happens once. The log has it as incident ${incident}.`,
  problems: {
    NoSuchPage: "There is no such page.",
    BodyTooLarge:
      "What was sent is longer than a form of the desk can be. Nothing was changed. Shorten it, and send it again.",
    AddressUnreadable: "The address of this page cannot be read. Nothing was changed. Open it from the list.",
    BodyUnreadable: "What was sent cannot be read. Nothing was changed.",
    NotJson: "What was sent cannot be read. Nothing was changed.",
    OrderChanged:
      "Another refund of this order was requested since. Nothing was sent. Check the history of the payment; if this refund is still wanted, request it on the page of the payment.",
    DatabaseFailed:
      "The database of the desk failed. It is not known whether money moved. Go back and try again: it is the same refund, and it happens once.",
    ShuttingDown: "The desk is closing and starts nothing. Try again in a moment.",
    InvalidRequest: "The payment id of the order cannot be one of PortOne. It was only looked up; nothing was sent.",
    CredentialsRejected:
      "PortOne rejects the API key of the shop. Ask a developer. It was only looked up; nothing was sent.",
    Unauthorized: "PortOne rejects the access of the shop. Ask a developer. It was only looked up; nothing was sent.",
    PaymentNotFound: "PortOne does not know the payment of this order. It was only looked up; nothing was sent.",
    NotSent: "PortOne cannot be reached. Nothing was sent. Try again in a moment.",
    LookupFailed: "PortOne gave no answer that can be read, or none in time. It was only looked up; nothing was sent."
  } as Readonly<Record<string, string>>,
  differs: {
    merchant_uid: "The order number differs from that of the payment at PortOne. Compare them before you refund.",
    amount: "The amount of the order differs from that of the payment at PortOne. Compare them before you refund.",
    currency: "The currency of the order differs from that of the payment at PortOne. Compare them before you refund."
  } as Readonly<Record<string, string>>,
  live: "looked up at PortOne just now",
  receipt: "Receipt",
  byOthers: "elsewhere, such as PortOne's console",
  byUs: "with a tag of this shop",
  form: "Refund",
  howMuch: "How much?",
  everything: (amount: string) => `Everything that is left: ${amount}`,
  part: "A part",
  amount: "Amount",
  amountHint: (left: string) => `At most ${left}`,
  reasonHint: "Goes to PortOne and the PG. At most 200 characters, and no personal data.",
  reasons: ["Change of mind", "Sold out", "Wrong item", "Paid twice", "Delivery failed"],
  requester: "Who requested it?",
  requesters: { customer: "The customer", admin: "The shop" },
  account: "Refund account",
  accountWhy: "This payment method cannot be refunded directly, so the money goes to a bank account.",
  bank: "Bank",
  bankChoose: "Choose a bank",
  bankListOf: (pg: string) => `From the bank codes of ${pg}`,
  bankCode: "Bank code",
  bankCodeHint: "This PG publishes no bank codes. Use the code that the PG gave you.",
  accountNumber: "Account number",
  accountHint: "Digits; blanks and hyphens are ignored",
  accountAgain: (end: string) => `The account ending in ${end} is kept. Type only to change it.`,
  holder: "Account holder",
  holderHint: "As registered at the bank",
  phone: "Phone of the holder",
  tax: "Tax",
  taxFree: "Tax-free part",
  vatAmount: "VAT",
  taxHint: "Only if it was set at payment. 0 is sent as 0; an empty field is not sent.",
  check: "Preview",
  submit: "Refund",
  submitAmount: (amount: string) => `Refund ${amount}`,
  submitForApproval: (amount: string) => `Request approval of ${amount}`,
  cancel: "Back to the payment",
  changed: "The balance has changed since this form was opened. Check it and this history, then the amount.",
  changedSince:
    "Nothing was approved: the balance has changed since you opened this page. Check it and the history, then decide.",
  once: "This form is one refund. Sending it twice, reloading or going back does not make another.",
  before: "Before it is sent",
  checking: "Checking…",
  checkFailed: "The preview failed. The refund is checked again before it is sent.",
  chooseFirst: "Choose an amount to see the preview.",
  goesBack: "Refund amount",
  staysRefundable: "Refundable afterwards",
  when: "When",
  fine: "No known problem.",
  needsApproval: "A manager has to approve it before it is sent.",
  leftToday: (amount: string) => `You may refund ${amount} more today.`,
  aboveToday: (amount: string) => `That is above the ${amount} that you may still refund today.`,
  errors: (count: number) => count === 1 ? "1 error" : `${count} errors`,
  warnings: (count: number) => count === 1 ? "1 warning" : `${count} warnings`,
  error: "Error",
  warning: "Warning",
  fields: {
    payment: "This payment",
    amount: "The amount",
    reason: "The reason",
    requester: "The requester",
    refundAccount: "The refund account",
    "refundAccount.bank": "The bank",
    "refundAccount.phone": "The holder's phone",
    taxFree: "The tax-free part",
    vatAmount: "The VAT",
    checksum: "The balance",
    retainPromotion: "The promotion's option"
  } as Readonly<Record<string, string>>,
  todos: {
    "refund-account": "Ask the customer for bank, account number and holder.",
    "refund-phone": "Ask the customer for the holder's phone number.",
    "bank": "Choose the bank from the list, or ask the PG for its code.",
    "whole": "Refund everything that is left; the customer pays again for the part that stays sold.",
    "revoke": "Have the account revoked in PortOne's console."
  },
  // Where the library's sentence has names of fields, codes of PGs or bare numbers.
  findings: {
    "amount-above-balance": "The amount is above what is left of the payment.",
    "amount-above-balance-promotion":
      "The amount is above what PortOne shows as left. With a promotion, the order may have more left than that.",
    "refund-bank-of-another-pg": "The bank code is not one of this PG.",
    "refund-bank-unlisted": "The bank code is not in the list of this PG."
  } as Readonly<Record<string, string>>,
  mistakes: {
    title: "The refund was not sent",
    extent: "Choose everything that is left, or a part.",
    contradiction: "You chose everything that is left and entered another amount. Choose one of them.",
    amount: "Enter the amount as one number above 0, such as 3,000, without blanks in it.",
    currency: (currency: string) =>
      `The amount is not in ${currency}, the currency of this payment. Enter it in ${currency}.`,
    decimals: (currency: string) => `${currency} does not have that many decimals.`,
    above: (left: string) => `That is above the ${left} that is left.`,
    balance:
      "The balance has changed since this form was opened. Check the new balance and the history (“Preview” shows both), then the amount.",
    reason: "Enter a reason of at most 200 characters.",
    controls: "The text has characters that cannot be shown. Type it again.",
    personal: "The reason looks like a phone, account or card number. It is sent to PortOne and the PG; remove it.",
    bank: "Choose the bank.",
    bankCode: "A bank code has 1 to 4 digits or capital letters.",
    account: "An account number has 6 to 16 digits.",
    holder: "The account holder is missing, or longer than 16 characters.",
    phone: "A phone number has 9 to 12 digits.",
    tax: "Enter 0 or an amount, or leave it empty.",
    requester: "Choose who requested it."
  },
  errorPrefix: "Error: ",

  refundTitle: (amount: string) => `Refund of ${amount}`,
  states: stateNames.english as Readonly<Record<RefundState, string>>,
  says: {
    waiting: "It is not sent before a manager approves it.",
    running: "In progress. It continues when you close this page; you need not do anything.",
    succeeded: "The payment history has this cancel once.",
    "by-hand": "Two people compared with the PG and confirmed the refund.",
    pending: "PortOne accepted it, and the payment history does not show it yet. It is not sent again.",
    unknown: "It is not known yet whether the money was refunded.",
    rejected: "The refund was rejected. No money moved, and none will.",
    "not-refunded": "It is proven that this refund moved no money and never will.",
    invalid: "Nothing was sent.",
    withdrawn: "The person who requested it withdrew it. No money moved.",
    declined: "It was declined. No money moved.",
    closed:
      "Two people compared with the PG and confirmed that this key refunded nothing. Request it again if it is still wanted."
  } satisfies Readonly<Record<RefundState, string>>,
  steps: { asked: "Requested", decided: "Reviewed", sent: "Sent to PortOne", ended: "Closed" },
  following: "This page updates itself.",
  followingPaused: "The connection is lost. The page keeps trying; the refund is not affected.",
  reloads: "This page reloads every few seconds.",
  rejection: "Reason of the rejection",
  invalid: {
    KeyReused:
      "The key was used for another amount of this payment before. Check the history of the payment before you request another refund.",
    InvalidRefund: "A field of the refund is not valid. Ask a developer, and request it again."
  } satisfies Readonly<Record<(typeof Invalid.Type)["error"], string>>,
  key: "Key",
  agree: (amount: string) => `Approve and send ${amount}`,
  decline: "Decline",
  ownRefund: "You requested it, so another person has to approve it.",
  waitingTitle: "Refunds waiting for approval",
  waitingNone: "No refund is waiting.",
  managersOnly: "A manager has to approve it.",
  oldestOf: (shown: number, total: number) =>
    `These are the oldest ${shown} of ${total.toLocaleString("en")}. Show all`,
  toPayment: "To the payment",
  toPayments: "To the list of payments",
  tryAgain: "Try again",

  unknownTitle: "Refunds with an unknown outcome",
  unknownLead:
    "The money may or may not have been refunded. Nothing is sent again blindly. Each refund shows what decides it.",
  unknownNone: "None. No refund has an unknown outcome.",
  known: "What is known",
  evidence: "Evidence for a question to PortOne",
  lookUp: "Look up the payment",
  callAgain: (amount: string) => `Continue the refund of ${amount} with the same key`,
  managerContinues: "A manager can continue it with the same key. There is nothing for you to do.",
  managersCompare: "Two managers compare it with the PG. There is nothing for you to do.",
  askPortOne: "Nothing may be sent for it before PortOne has answered.",
  lookSends:
    "Looks the payment up first. If its history does not have this refund, a cancel of this amount is sent with the same key. It is refunded at most once.",
  repeatHint:
    "Judged like a new request: what is left, your daily limit, and approval. It is not done by itself, and it is refunded at most once.",
  lookReads: "Only looks the payment up. Nothing is sent.",
  lookedUp: "Just looked up",
  causes: {
    NeverConfirmed: "The cancel was requested, and no answer proves whether it was carried out.",
    OutOfTime: "The outcome could not be confirmed in time.",
    Unreadable:
      "The payment could not be looked up. If it stays like this, have a developer check the PortOne settings.",
    SnapshotInconsistent: "Balance and history at PortOne do not add up. If it stays like this, ask PortOne.",
    AnotherRefundOpen: "Another refund of this payment is not finished. Finish that one first.",
    LedgerFailed: "A cancel was sent, and its record could not be stored. Have a developer check the database.",
    EqualForeignCancel: "The history has a cancel of the same amount, which may be this refund or another one.",
    BalanceChanged: "Another cancel changed the balance. It may be this refund, made by hand.",
    BalanceIncreased: "The balance rose, or a cancel disappeared. Ask PortOne whether a cancel was taken back.",
    AsyncAnswerLost: "This PG settles later, so a cancel that was sent may appear tomorrow or after that.",
    UnknownRejection: "The PG rejected it, in words that do not prove that nothing was refunded.",
    PgTimedOut: "The PG took too long. It may have refunded although PortOne does not show it.",
    PgSaysAlreadyCancelled: "The PG says it was cancelled before, and PortOne does not show such a cancel.",
    ChecksumNotTrusted: "PortOne did not accept the balance that it shows. Check for a promotion too.",
    SendsUsedUp: "It was tried several times, and no cancel is confirmed.",
    BrokenInvariant:
      "Something was seen that must not happen, such as this refund twice. Check every cancel of this payment."
  } satisfies Readonly<Record<RefundOutcome.Cause, string>>,
  seen: {
    there: "The payment history has this refund.",
    differs: "The payment history has this refund, but not as it was requested or recorded.",
    gone: "It was recorded as refunded, and the payment history does not have it any more.",
    absent: "The payment history has no cancel that is proven to be this refund."
  } satisfies Readonly<Record<Seen, string>>,
  lookFailed: "The payment could not be looked up. Nothing was sent, and what was known before still holds.",
  todo: "What to do",
  lookStores: "Press “Look up the payment”: it is then stored as refunded. Do nothing else.",
  continueIt:
    "Press “Look up the payment” first. If the refund is still not there, continue it with the button below. Do not request a new one.",
  continueNow: "Continue it with the button below. Do not request a new one.",
  compareIt:
    "Find this refund in the consoles of PortOne and the PG, and record it under “Result of a comparison”. Two managers have to find the same. Nothing is sent before that.",
  compareLater:
    "The PG may still carry it out: record “It was not refunded” only where the PG confirms that it has no such cancel.",
  lookFirst:
    "Press “Look up the payment” first. If the refund is not there, two managers compare it with the PG and record the result.",
  unreadOutcome: "An earlier version of this program stored what is known, in a form that cannot be read any more.",
  waitForIt:
    "It becomes “Refunded” by itself. If it has not after some days, ask PortOne. That it was not refunded cannot be recorded, because the money may be on its way: if PortOne confirms that it failed, refund it in PortOne's console, and two managers record it as refunded. Do not request a new one.",
  amountDiffers: (asked: string, shown: string) =>
    `A refund of ${asked} was requested, and PortOne shows a cancel of ${shown}. Check for a promotion at PortOne before you inform the customer. Do not refund it again.`,
  confirmed: "PortOne confirmed this cancel.",
  takenBackState: "Not in the history",
  takenBack:
    "The payment history does not have this cancel any more. Ask PortOne whether it was taken back. Do not refund it again before that.",
  rejectedForNow:
    "It could not be carried out for now. No money moved. When the obstacle is over, continue it with the button below.",
  proofs: {
    NeverSent:
      "Nothing was sent. No money moved. If it is still wanted, continue it with the button below; where there is none, request it again.",
    FencedByOther:
      "Another cancel came first, so this one moved no money and never will. Check the payment, and request it again if it is still wanted.",
    InsufficientBalance: "Less is left than this amount, so it moved no money and never will."
  } satisfies Readonly<Record<RefundOutcome.NotRefunded["proof"], string>>,
  withdraw: "Withdraw this request",
  declinedBecause: "Reason",
  declineWhy: "Reason, for the person who requested it",
  note: "Note",
  noteHint: "What you compared and where, for the second person. No personal data.",
  comparedBy: (person: string, found: string) => `${person} compared: ${found}`,
  comparedOwn: "Another manager has to compare and record the same result. Nothing has changed until then.",
  comparedOther: "Compare for yourself. If you record the same result, the refund is concluded.",
  eventsTitle: "What happened, and who did it",
  events: {
    requested: "Requested",
    approved: "Approved",
    declined: "Declined",
    withdrawn: "Withdrawn",
    compared: "Compared with the PG",
    concluded: "Concluded by a second person",
    continued: "Continued with the same key",
    resumed: "Continued by the program",
    ended: "Outcome stored",
    unmasked: "Personal data read",
    exported: "List saved as a file",
    erased: "Buyer removed",
    "signed-in": "Signed in",
    "sign-in-failed": "Sign-in failed",
    "signed-out": "Signed out"
  } satisfies Readonly<Record<Kind, string>>,
  conclude: "Result of a comparison",
  comparison: "What the PG shows",
  concludeWhy: "Record only what the console of PortOne or the PG shows. A guess can refund twice or not at all.",
  found: { "given-back": "It was refunded", "not-given-back": "It was not refunded" },
  thenGivenBack: "Closes the refund. Nothing is sent.",
  thenContinued:
    "Continues with the same key: looks the payment up, and sends unless its history proves that this refund was made.",
  concludeButton: "Record it",

  obstacles: {
    unreadable:
      "It can be approved when PortOne can be read, because the balance and the history belong to the decision. Declining does not need them.",
    rejected: "It cannot be approved as it was requested. Decline it with the reason."
  },
  review: "Review",
  payee: (bank: string, end: string, holder: string) => `${bank}, account ending in ${end}, ${holder}`,
  payeeUnknown:
    "The order has no name of a buyer to compare the holder with. Ask who gets the money before you approve.",
  payeeDiffers: "The holder of the account is not the buyer, by name. Ask who gets the money before you approve.",
  decisionTitle: "What approving sends",
  forCustomer: "For the customer",
  completedLater: "The payment history has this cancel once, and the PG still has to complete it.",
  unreadForCustomer:
    "It is not known now whether the PG has completed the refund, because PortOne could not be read. Load this page again before you inform the customer.",
  notYetForCustomer: "Do not inform the customer yet: the PG still has to complete the refund.",
  customerText: (item: string, amount: string, date: string | undefined, arrival: string) =>
    `Your refund of ${amount} for “${item}” was made${date === undefined ? "" : ` on ${date}`}. ${arrival}`,
  customerAccepted: (item: string, amount: string, arrival: string) =>
    `Your refund of ${amount} for “${item}” was accepted and is not made yet. ${arrival}`,
  arrivals: {
    "card-at-once": "The card payment is cancelled at once; when the statement shows it is up to the card company.",
    "at-once": "The payment is cancelled at once.",
    "next-business-day": "The money arrives in the refund account in one to two business days.",
    "seven-business-days": "The money arrives in the refund account after seven business days or more.",
    "weekly-thursday":
      "The money arrives in the refund account on a Thursday: in the same week for a refund made until Tuesday, otherwise in the next week.",
    "after-approval": "The payment company approves the refund later.",
    "after-callback": "The payment company makes the refund later.",
    "after-notice": "The payment company makes the refund later.",
    unknown: "When the money arrives depends on the payment company.",
    never: "Nothing was paid in, so nothing is given back."
  } satisfies Readonly<Record<Settlement.Timing | "card-at-once", string>>,
  copy: "Copy",
  copied: "Copied",

  again: "This form was sent before. This is its refund; nothing was sent twice.",
  kept:
    "Nothing was sent: the form could not be taken, for example because the session had ended. Here is what you typed. Check it, then send it.",
  notKept:
    "Nothing was sent: the form could not be taken, for example because the session had ended. What you typed was too long to be kept. Type it again, shorter.",
  backToForm: "Back to the form",
  required: "required",
  allTimes: "All times are Korean time (KST, UTC+9).",
  staleForm: {
    title: "This form is too old",
    detail: "It is too old, or was made for another person. Nothing was sent."
  },
  typed: {
    kept: "What you typed is kept.",
    "too-long": "What you typed is too long to be kept. Copy it from here before you go on."
  }
}

/**
 * The texts of a page.
 */
export type Texts = typeof en
