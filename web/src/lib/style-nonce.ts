/** The nonce that the page's security policy asks of style elements; empty where nobody set one. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
}

/** Lets the scroll lock of dialogs, which makes a style element of its own, find the nonce where it looks for it (get-nonce). */
export function shareStyleNonce(): void {
  Object.assign(globalThis, { __webpack_nonce__: styleNonce() });
}
