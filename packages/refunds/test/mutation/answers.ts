/**
 * The tests of what an answer means, as one file: see `protocol.ts`.
 */
import "../../../core/test/Docs.test.ts"
import "../../../core/test/Refusal.test.ts"
import "../../../core/test/Rejections.test.ts"
import "../../../core/test/Verdict.test.ts"
