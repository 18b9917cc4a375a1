/**
 * Types for packages without any, as far as they are used here.
 */
declare module "iamport" {
  class Iamport {
    static DEFAULT_HOST: string
    constructor(options: { readonly impKey: string; readonly impSecret: string })
    readonly payment: { readonly cancel: (input: object) => Promise<{ readonly cancel_amount: number }> }
  }
  export default Iamport
}

declare module "iamporter" {
  export class Iamporter {
    constructor(options: { readonly apiKey: string; readonly secret: string; readonly host: string })
    readonly cancel: (input: object) => Promise<{ readonly data: { readonly cancel_amount: number } }>
  }
}
