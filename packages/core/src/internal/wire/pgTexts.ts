/**
 * Texts of payment gateways (PGs), in the form in which they are compared: see `compact`. Where
 * each was seen is in `internal/pgTextCitations.ts`, which the path of a cancel does not import, so
 * that a bundle stays small. A test holds both files against each other.
 */
import type { CancelRejected } from "../../CancelError.ts"

/**
 * Names of the families of PG texts.
 */
export type Hint = NonNullable<CancelRejected["hint"]>

type Obstacle = CancelRejected["obstacle"]

/**
 * The allow-list: whole texts of which a public document says, or which were observed to mean, that
 * the PG did not execute this request. Everything that is not in this list proves nothing.
 */
export const provingTexts: ReadonlyArray<readonly [hint: Hint, obstacle: Obstacle, texts: string]> = [
  [
    "settlement-short",
    "passes",
    "취소금액이미정산금액보다큽니다|취소금액보다상계가능정산금액부족으로취소불가합니다|취소요청한금액보다상계가능한정산예정금액이부족하여취소가불가합니다|상점의취소가능금액이부족합니다|정산금액부족으로취소실패되었습니다다날고객센터0316971232|refundcannotbeprocessedduetoinsufficientfunds"
  ],
  [
    "above-balance-at-pg",
    "stays",
    "requestedcancelamountisbiggerthancancelableamount|취소금액이취소가능금액보다큼|입금액보다취소금액이큽니다|취소요청금액이잔액보다큼|부분취소가능금액초과|변경요청부분취소환불가능금액초과|부분취소가능금액을초과하였습니다|환불가능금액을초과하였습니다|부분취소가능금액초과오류입니다|부분취소금액이원금액보다큽니다|환불요청금액이입금금액보다큽니다|부분취소값이원거래가격보다큽니다|환불요청금액이잔액보다많음|취소가능한금액초과|therefundamountmustbelessthanorequaltothecaptureamountthathasnotyetbeenrefunded"
  ],
  [
    "partial-not-allowed",
    "stays",
    "테스트mid사용시체크카드거래인경우에는부분취소불가능거래전체취소요망|간편결제부분취소제한가맹점|해당카드는부분취소가불가능한카드입니다직접환불하여주시기바랍니다|부분취소불가가맹점|장바구니서비스사용가맹점은부분취소할수없습니다|부분취소가능한지불수단아님|복합지불부분취소불가|부분취소불가카드사|부분취소가불가능한충전식카드입니다직접환불하여주시기바랍니다|nh카드무이자할부부분취소불가|간편결제부분취소불가거래|부분취소불가능가맹점|부분취소불가능결제수단|해당결제수단부분취소불가|부분취소불가능금액전체취소이용바람|에스크로부분취소불가|부분취소불가사이트|부분취소처리불가결제기관|부분환불불가사이트|부분매입취소불가카드|부분취소불가한가맹점입니다|부분취소불가거래건입니다|부분환불불가가맹점입니다|부분취소를할수없는상점입니다|부분취소불가카드입니다|부분취소불가가맹점입니다|해당카드포인트거래는부분취소불가입니다|즉시할인거래는부분취소불가입니다|에스크로거래건은부분환불이불가합니다|현금카드는부분취소가불가능합니다|부분취소불가한에스크로상태입니다|부분취소불가거래"
  ],
  ["no-deposit", "unknown", "요청하신건에대해입금된내역이없습니다"],
  [
    "cancel-period-over",
    "stays",
    "취소기한초과|취소기한이초과되었습니다|취소기한경과로취소불가|카드사취소기한경과|취소기간이지난거래건입니다|환불가능기간이초과되었습니다|취소가능기간이만료되었습니다|취소가능기간이초과되었습니다|취소할수있는기간을초과하여취소환불이불가능합니다|취소가능기간을지났습니다거래가일어난해당달에만취소가능|취소가능기간을지났습니다거래일기준12개월이내취소가능|구매취소기간이지났습니다|환불기간이초과되었습니다|환불가능한기간이초과했습니다|취소기간경과|취소가능기간경과|youareoverthetimelimittoperformarefundonthiscapture|취소기간을초과하였습니다당월취소만가능합니다"
  ],
  [
    "limit-reached",
    "passes",
    "일취소한도초과오류입니다|상점한달환불가능액을초과했습니다|하루또는한달환불가능한금액을초과했습니다|취소한도초과취소금액입금하여한도증액요청wwwiniciscompgdeptkginicis고객센터15884954"
  ],
  [
    "limit-reached",
    "stays",
    "부분취소가능횟수초과|취소가능횟수가초과되었습니다|youhaveexceededthenumberofrefundsthatcanbeprocessedpercapture"
  ],
  ["limit-reached", "unknown", "취소한도초과|취소한도초과오류입니다"],
  [
    "closed-hours",
    "passes",
    "취소서비스제공시간마감|은행서비스시간이아닙니다|시스템점검중입니다|은행점검중입니다잠시후다시이용해주세요점검시간23300035|긴급점검중입니다잠시후다시시도해주세요|카드사시스템점검중입니다점검시간이후에다시시도해주세요"
  ],
  [
    "not-allowed-at-pg",
    "stays",
    "타가맹점거래취소불가|취소불가가맹점|매입후취소불가능가맹점|부분취소로전체금액취소는불가능합니다|에스크로거래는에스크로모듈을통해취소해야합니다|취소불가회원사|신용카드매입후취소불가능가맹점|타회원사거래취소불가|에스크로거래는구매또는구매거절시취소가능|환불불가업체입니다|취소불가한가맹점입니다|환불불가가맹점입니다|당일거래이외취소불가가맹점입니다|통신사선결제서비스이용고객으로취소불가능한거래건입니다|통신사lgu+에선결제가된거래로취소가불가|전체환불불가사이트|환불이불가한카드선불기프트입니다|취소요청권한부족|환불가능한상점이아닙니다|환불가능한은행이아닙니다"
  ],
  [
    "refund-account-rejected",
    "stays",
    "환불계좌형식이유효하지않습니다|가상계좌번호는환불계좌로이용할수없습니다|환불계좌번호와예금주명이일치하지않습니다"
  ],
  [
    "amount-mismatch-at-pg",
    "stays",
    "취소금액불일치|취소요청금액0원이하|취소금액이불일치합니다|취소요청금액과원거래금액이일치하지않습니다|취소요청금액이다릅니다|부분취소값이0이거나작습니다|변경요청부분취소가능과세부가세금액초과|변경요청부분취소가능비과세금액초과|요청하신면세금액이취소가능한면세금액을초과오류"
  ]
]

/**
 * Words with which a message proves nothing, because the PG may have cancelled. The first that
 * matches gives the hint. Broad on purpose: a match only makes a verdict more cautious.
 */
export const cautioningWords: ReadonlyArray<readonly [hint: Hint | undefined, pattern: RegExp]> = [
  [
    "already-cancelled-at-pg",
    /기(승인|부분)?취소|기환불|기처리|기수행|이미(?!정산금액|진행)|(취소|환불)[이가]?(된|되|됨|완료|성공)|중복|already|duplicat|fully(refund|cancel)/
  ],
  [
    "pg-timeout",
    /timed?out|타임아웃|시간[이을]?초과|무응답|응답(시간)?[이을]?(없|지연|받지|수신)|시간지연|latereply|noresponse|gateway|econn|epipe|sockethang/
  ],
  [
    "in-progress-at-pg",
    /(처리|진행|취소|환불|확인|요청|승인|예약|등록|신청|전달|전송|송금|이체|지급|반환|반영)중|접수|대기|자동취소|오프라인|예정입니다|재처리|pending|processing|inprogress|ongoing/
  ],
  [
    "pg-failure",
    /통신(?!사)|통신사(통신|서버|오류|장애)|네트[워웍]|(시스템|내부|처리)(오류|에러)|(처리|수신|결과|전문).{0,12}(오류|에러|실패)|장애|일시적|내부시스템|알수없|확인되지|기타오류|db(입력|에러|오류)|결제기관시스템점검|systemerror|network|communicat|connect|(read|write|internal|server)error|unknown|unavailable|temporar/
  ],
  // By stems: what happened to a cancel, and what is happening to it.
  [
    undefined,
    /(?<!비)정상|(취소|환불|승인|처리|예약|등록|신청|전달|전송|요청|의뢰|송금|이체|지급|반환|반영|입금)[이가을를은는도]?(되었|됐|되어|되고|하였|했|해드|하고있)|(취소|환불|승인|처리|예약|등록|신청|전달|전송|송금|이체|지급|반환|반영)[이가은는도]?됨|진행|(canceled|cancelled|(?<!notyetbeen)refunded|reversed|voided|approved|accepted|queued|scheduled|submitted|received|forwarded|executed|settled|(?<!can(not)?be)processed)/
  ],
  [
    undefined,
    /정상(적으로)?(처리|취소|환불)|(처리|취소|환불)(가)?(되었|됐)|완료|complet|success|여부|확인(요|필|해|바|후)|불명|조회실패|\?|\ufffd|않[았은]|아닐|수도있|maybe|perhaps/
  ]
]

/**
 * Parts of texts that give a hint where no other row does. A hint is advice; it proves nothing.
 */
export const hintingWords: ReadonlyArray<readonly [hint: Hint, pattern: RegExp]> = [
  [
    "settlement-short",
    /미정산금액보다|상계가능정산금액부족|\[8178\]|취소가능금액이부족|\[9029\]|취소불가상태입니다|정산금액부족/
  ],
  ["above-balance-at-pg", /cancelamountisbiggerthancancel+ableamount/],
  ["partial-not-allowed", /부분(취소|환불)(가)?(불가|제한)/],
  ["no-deposit", /입금된내역이없습니다/],
  ["not-cancellable-state", /(취소|환불)(를|을)?(이|가)?(불가(능)?(한)?|할수없는)(상태|결제|거래)/]
]
