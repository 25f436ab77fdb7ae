// The API, typed by its own OpenAPI document (src/generated is made from docs/openapi.json at each build).
// Types only: at run time this is a fetch with a bearer, a language and problem details.

import type { paths } from "../generated/openapi";

type Method = "get" | "post" | "patch" | "put" | "delete";
type Operation<P extends keyof paths, M extends Method> = Exclude<paths[P][M], undefined>;
type Content<T> = T extends { content: { "application/json": infer Body } } ? Body : undefined;
type Successes<T> = T extends { responses: infer R }
  ? { [status in keyof R]: `${status & number}` extends `2${string}` ? Content<R[status]> : never }[keyof R]
  : never;
type BodyOf<T> = T extends { requestBody?: infer B } ? Content<Exclude<B, undefined>> : undefined;
type PathOf<T> = T extends { parameters: { path: infer P } } ? P : Record<never, never>;
type QueryOf<T> = T extends { parameters: { query?: infer Q } } ? Exclude<Q, undefined> : Record<never, never>;

interface Call<T> {
  readonly path?: PathOf<T>;
  readonly query?: Partial<QueryOf<T>>;
  readonly body?: BodyOf<T>;
}

/** What the API says when it refuses: a text for the person, in their language, and what they can do. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly text: string,
    readonly next: string,
    readonly retryAfter: number | null,
  ) {
    super(code);
  }
}

/** The API cannot be reached at all. */
export class Unreachable extends Error {}

export interface Api {
  call<P extends keyof paths, M extends Method>(
    method: M, path: P, given?: Call<Operation<P, M>>,
  ): Promise<Successes<Operation<P, M>>>;
}

export interface Access {
  /** The bearer, or null when the session is over; the call then fails with status 401 without being made. */
  token(): string | null;
  language(): string;
  fetch: typeof fetch;
}

export function client(access: Access): Api {
  return {
    async call(method, path, given = {}) {
      const token = access.token();
      if (token === null) throw new Problem(401, "unauthenticated", "", "", null);
      const headers: Record<string, string> = {
        Accept: "application/json, application/problem+json",
        "Accept-Language": access.language(),
        Authorization: `Bearer ${token}`,
      };
      if (given.body !== undefined) headers["Content-Type"] = "application/json";
      let answer: Response;
      try {
        answer = await access.fetch(addressOf(path, given.path, given.query), {
          method: method.toUpperCase(),
          headers,
          body: given.body === undefined ? null : JSON.stringify(given.body),
          cache: "no-store",
          referrerPolicy: "no-referrer",
        });
      } catch {
        throw new Unreachable("unreachable");
      }
      if (!answer.ok) throw await problemOf(answer);
      return answer.status === 204 ? undefined as never : await answer.json() as never;
    },
  };
}

/** The address of a call: values put into the path, and the query, each escaped. */
export function addressOf(path: string, values: object = {}, query: object = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String((values as Record<string, unknown>)[name] ?? "")));
  const asked = Object.entries(query).filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]): [string, string] => [name, String(value)]);
  return asked.length > 0 ? `${filled}?${new URLSearchParams(asked).toString()}` : filled;
}

async function problemOf(answer: Response): Promise<Problem> {
  const wait = Number(answer.headers.get("Retry-After") ?? "NaN");
  let said: Record<string, unknown> = {};
  try {
    said = await answer.json() as Record<string, unknown>;
  } catch {
    // A proxy's page, not our problem details: the status has to do.
  }
  const text = (name: string): string => (typeof said[name] === "string" ? said[name] : "");
  return new Problem(
    answer.status, text("code"), text("detail") || text("title"), text("next_step"), Number.isFinite(wait) ? wait : null,
  );
}
