import { describe, expect, it } from 'vitest'
import { judgeOrigin, judgeSession, sameSecret, type RequestFacts } from '../../src-main/headless/guard.ts'

const secrets = { authority: '127.0.0.1:4711', cookieName: 'ctw_a1', cookieValue: 'secret' }
const good: RequestFacts = {
  method: 'POST',
  host: '127.0.0.1:4711',
  origin: 'http://127.0.0.1:4711',
  fetchSite: 'same-origin',
  cookie: 'ctw_a1=secret',
  upgrade: false,
}

const hosts = [
  undefined, '', 'localhost:4711', '127.0.0.1', '127.0.0.1:80', '127.0.0.1:47111', 'evil.example', 'evil.example:4711',
  '127.0.0.1:4711.evil.example', '0.0.0.0:4711', '[::1]:4711', '2130706433:4711', '127.1:4711', '127.0.0.1:4711\r\nX: y',
]
const origins = [
  undefined, 'null', '', 'http://localhost:4711', 'https://127.0.0.1:4711', 'http://127.0.0.1', 'http://127.0.0.1:4712',
  'http://evil.example', 'http://127.0.0.1:4711.evil.example', 'http://127.0.0.1:4711/', 'file://', 'chrome-extension://a',
]
const fetchSites = ['cross-site', 'same-site', 'none', 'SAME-ORIGIN', '']
const cookies = [
  undefined, '', 'ctw_a1=', 'ctw_a1=Secret', 'ctw_a1=secret; ctw_a1=other', 'ctw_a2=secret', 'xctw_a1=secret', 'ctw_a1 =secret', 'secret',
]

/** Every hostile request differs from a good one in at least one way. */
const hostile: RequestFacts[] = ['POST', 'PUT', 'DELETE', 'PATCH'].flatMap((method) => [
  ...hosts.map((host) => ({ ...good, method, host })),
  ...origins.map((origin) => ({ ...good, method, origin })),
  ...fetchSites.map((fetchSite) => ({ ...good, method, fetchSite })),
  ...cookies.map((cookie) => ({ ...good, method, cookie })),
])
const hostileUpgrades = [...hosts.map((host) => ({ ...good, host })), ...origins.map((origin) => ({ ...good, origin }))].map(
  (facts) => ({ ...facts, method: 'GET', upgrade: true }),
)
const hostileReads = [
  ...hosts.map((host) => ({ ...good, method: 'GET', host })),
  ...origins.filter((origin) => origin !== undefined).map((origin) => ({ ...good, method: 'GET', origin })),
  ...cookies.map((cookie) => ({ ...good, method: 'GET', cookie })),
  ...['cross-site', 'same-site'].map((fetchSite) => ({ ...good, method: 'GET', fetchSite })),
]

describe('the guard of the loopback host', () => {
  it('accepts the page it served', () => {
    expect(judgeSession(good, secrets)).toBe('accepted')
    expect(judgeSession({ ...good, method: 'GET', origin: undefined }, secrets)).toBe('accepted')
    expect(judgeSession({ ...good, method: 'GET', upgrade: true }, secrets)).toBe('accepted')
  })

  it('accepts none of at least 200 hostile requests', () => {
    const all = [...hostile, ...hostileUpgrades, ...hostileReads]
    expect(all.length).toBeGreaterThanOrEqual(200)
    expect(all.filter((facts) => judgeSession(facts, secrets) === 'accepted')).toEqual([])
  })

  it('lets the page itself be opened before there is a session, but not from elsewhere', () => {
    const opening = { ...good, method: 'GET', origin: undefined, cookie: undefined, fetchSite: 'none' }
    expect(judgeOrigin(opening, secrets.authority)).toBe('accepted')
    expect(judgeOrigin({ ...opening, fetchSite: 'cross-site' }, secrets.authority)).toBe('wrongOrigin')
  })

  it('compares secrets whole', () => {
    expect(sameSecret('abc', 'abc')).toBe(true)
    expect(sameSecret('abc', 'abcd')).toBe(false)
    expect(sameSecret('', 'abc')).toBe(false)
  })
})
