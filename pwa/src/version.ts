declare const __APP_VERSION__: string

/** `<package version>+<commit>`; `0.0.0-test` where no build has put it in. */
export const APP_VERSION: string = typeof __APP_VERSION__ === 'undefined' ? '0.0.0-test' : __APP_VERSION__
