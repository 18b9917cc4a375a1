import { NodeTransport } from "@effect-portone/http"
import { holds } from "./undiciSuite.ts"

holds(NodeTransport)
