/**
 * Share PortOne access tokens between processes, encrypted at rest. Unofficial.
 */
export * as FileKeyValueStore from "./FileKeyValueStore.ts"
export * as KeyValueTokenStore from "./KeyValueTokenStore.ts"
export * as RedisKeyValueStore from "./RedisKeyValueStore.ts"
export { UnsafeTokenStoreDirectory } from "./UnsafeTokenStoreDirectory.ts"
export { UnusableTokenStoreKey } from "./UnusableTokenStoreKey.ts"
