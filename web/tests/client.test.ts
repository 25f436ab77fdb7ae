import { describe, expect, it } from "vitest";

import { addressOf, client, Problem, Unreachable, type Api } from "../src/api/client";

const asked: [string, RequestInit][] = [];
const api = (answer: () => Promise<Response>, token: string | null = "t"): Api =>
  client({
    token: () => token,
    language: () => "de",
    fetch: (url, init) => {
      asked.push([String(url), init ?? {}]);
      return answer();
    },
  });
const problem = (status: number, body: string, headers: Record<string, string> = {}): (() => Promise<Response>) =>
  () => Promise.resolve(new Response(body, { status, headers }));

describe("the API's client", () => {
  it("escapes what it puts into an address, and leaves out what is not given", () => {
    expect(addressOf("/api/x/{id}/y", { id: "a/../b?c" }, { from: "2026-03-02T10:00:00+01:00", cursor: undefined })).toBe(
      "/api/x/a%2F..%2Fb%3Fc/y?from=2026-03-02T10%3A00%3A00%2B01%3A00",
    );
  });

  it("carries the bearer and the language", async () => {
    asked.length = 0;
    await api(() => Promise.resolve(Response.json({}))).call("get", "/api/health");
    expect(asked[0]?.[1].headers).toMatchObject({ Authorization: "Bearer t", "Accept-Language": "de" });
  });

  it("makes no call without a session", async () => {
    asked.length = 0;
    await expect(api(() => Promise.resolve(Response.json({})), null).call("get", "/api/health")).rejects.toMatchObject({ status: 401 });
    expect(asked).toEqual([]);
  });

  it("gives a refusal in the API's words, with what to do next", async () => {
    const said = JSON.stringify({ title: "T", detail: "D", code: "c", next_step: "N" });
    const refusal = api(problem(503, said, { "Retry-After": "7" })).call("get", "/api/health");
    await expect(refusal).rejects.toEqual(new Problem(503, "c", "D", "N", 7));
    await expect(refusal).rejects.toMatchObject({ status: 503, code: "c", text: "D", next: "N", retryAfter: 7 });
  });

  it("survives a proxy's page in place of problem details", async () => {
    await expect(api(problem(502, "<html>")).call("get", "/api/health")).rejects.toMatchObject({ status: 502, text: "" });
  });

  it("says when nothing answers", async () => {
    await expect(api(() => Promise.reject(new TypeError("net"))).call("get", "/api/health")).rejects.toBeInstanceOf(Unreachable);
  });
});
