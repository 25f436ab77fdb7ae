// Who is signed in to Sally: OpenID Connect, code flow with PKCE, public client. Tokens stay in this tab.
// Where the issuer is comes from /config.json, which the server of this page provides.

import type { Shelf } from "../answer/answer";
import { challengeOf, random } from "./pkce";

export interface Config {
  readonly issuer: string;
  readonly client_id: string;
  readonly scope: string;
}

export interface Person {
  readonly name: string;
  readonly organisation: string;
  readonly language: string;
  /** IANA name, or empty where Sally knows none. */
  readonly zone: string;
}

interface Session {
  readonly token: string;
  readonly until: number;
  readonly person: Person;
}

interface Started {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly route: string;
}

const SESSION = "sally-session";
const STARTED = "sally-sign-in";
/** A token this close to its end is not used any more. */
const MARGIN_MS = 30_000;

export class SignInFailed extends Error {}

function read<T>(shelf: Shelf, key: string): T | null {
  try {
    return JSON.parse(shelf.getItem(key) ?? "null") as T | null;
  } catch {
    return null;
  }
}

/** The session of this tab, or null when nobody is signed in any more. */
export function session(shelf: Shelf, now: number): Session | null {
  const found = read<Session>(shelf, SESSION);
  return found && now < found.until - MARGIN_MS ? found : null;
}

/** Forget the session of this tab. */
export function forget(shelf: Shelf): void {
  shelf.removeItem(SESSION);
}

async function endpoints(config: Config): Promise<{ authorization_endpoint: string; token_endpoint: string }> {
  const answer = await fetch(`${config.issuer}/.well-known/openid-configuration`);
  if (!answer.ok) throw new SignInFailed("discovery");
  const found = (await answer.json()) as { issuer: string; authorization_endpoint: string; token_endpoint: string };
  if (found.issuer !== config.issuer) throw new SignInFailed("issuer");
  return found;
}

/** Go to Sally's sign-in and come back to this route. Leaves the document. */
export async function signIn(config: Config, shelf: Shelf, route: string): Promise<void> {
  const started: Started = { state: random(), nonce: random(), verifier: random(), route };
  const { authorization_endpoint } = await endpoints(config);
  shelf.setItem(STARTED, JSON.stringify(started));
  const url = new URL(authorization_endpoint);
  url.search = new URLSearchParams({
    response_type: "code",
    client_id: config.client_id,
    redirect_uri: `${location.origin}/`,
    scope: config.scope,
    state: started.state,
    nonce: started.nonce,
    code_challenge: await challengeOf(started.verifier),
    code_challenge_method: "S256",
  }).toString();
  location.assign(url);
}

/** Take Sally's own answer out of the address, if it holds one, and open the session. Returns the route to show. */
export async function comeBack(config: Config, shelf: Shelf, address: URL, now: number): Promise<string | null> {
  const code = address.searchParams.get("code");
  const state = address.searchParams.get("state");
  if (state === null || (code === null && !address.searchParams.has("error"))) return null;
  history.replaceState(null, "", `${address.pathname}${address.hash}`);
  const started = read<Started>(shelf, STARTED);
  shelf.removeItem(STARTED);
  if (!started || started.state !== state || code === null) throw new SignInFailed("not ours");
  const { token_endpoint } = await endpoints(config);
  const answer = await fetch(token_endpoint, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: config.client_id,
      redirect_uri: `${location.origin}/`,
      code,
      code_verifier: started.verifier,
    }),
  });
  if (!answer.ok) throw new SignInFailed("token");
  const tokens = (await answer.json()) as { access_token: string; id_token: string; expires_in: number };
  const claims = claimsOf(tokens.id_token);
  if (claims["nonce"] !== started.nonce) throw new SignInFailed("nonce");
  const opened: Session = {
    token: tokens.access_token,
    until: now + tokens.expires_in * 1000,
    person: personOf(claims),
  };
  shelf.setItem(SESSION, JSON.stringify(opened));
  return started.route;
}

/** The claims of an ID token that came straight from the issuer over TLS (OpenID Connect Core 3.1.3.7, item 6). */
function claimsOf(token: string): Record<string, unknown> {
  const body = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(body), (c) => c.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
}

function personOf(claims: Record<string, unknown>): Person {
  const text = (name: string): string => (typeof claims[name] === "string" ? claims[name] : "");
  return {
    name: text("name") || text("sub"),
    organisation: text("org_name") || text("org"),
    language: text("locale"),
    zone: text("zoneinfo"),
  };
}
