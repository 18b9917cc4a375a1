/**
 * The security policy of the pages: one stylesheet, one script, requests to the desk, and nothing
 * else.
 */
import type { RequestHandler } from "express"

/**
 * Sets the headers of every answer.
 */
export const secure: RequestHandler = (_request, response, next) => {
  response.set({
    "Content-Security-Policy": [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      "connect-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'"
    ].join("; "),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff"
  })
  next()
}
