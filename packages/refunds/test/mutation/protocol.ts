/**
 * The protocol's tests as one file, because starting a worker for each of them takes longer than all of them do.
 */
import "../Match.test.ts"
import "../Snapshot.test.ts"
import "../Step.test.ts"
import "../Turn.test.ts"
import "../Verdict.test.ts"
