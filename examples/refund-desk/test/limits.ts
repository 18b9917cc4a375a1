/**
 * Time limits for a test that never ends, and for no other: far above what a busy machine needs.
 */
import { vi } from "vitest"

/** Sets the limits of the tests in this file. */
export const setLimits = (): void => void vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })
