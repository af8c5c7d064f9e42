/**
 * One policy for both hosts. `wasm-unsafe-eval` and inline styles are what the viewport library and the style engine
 * need; nothing else loosens it. `connect` names the event socket of the loopback host, which has its own scheme.
 */
export function contentSecurityPolicy(connect: readonly string[] = []): string {
  return [
    `default-src 'none'`,
    `script-src 'self' 'wasm-unsafe-eval'`,
    `worker-src 'self'`,
    `style-src 'self' 'unsafe-inline'`,
    `img-src 'self' blob: data: ctw-image:`,
    `font-src 'self'`,
    `connect-src ${["'self'", 'ctw-image:', ...connect].join(' ')}`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ')
}

/** Sent with every answer of either host. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(self), microphone=(), geolocation=(), usb=(), serial=(), hid=()',
}
