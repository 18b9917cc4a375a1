/** Whether a host is one of PortOne's, which receive real credentials. */
export const isPortOneHost = (host: string | undefined): boolean =>
  host !== undefined && /(?:^|\.)(?:iamport\.kr|iamport\.co|portone\.io|portone\.cloud)$/.test(host)
