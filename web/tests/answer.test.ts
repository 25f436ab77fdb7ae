import { beforeEach, describe, expect, it } from "vitest";

import { dropAnswer, keepAnswer, keptAnswer, readFragment } from "../src/answer/answer";
import { dropProof, keepProof, proofFor } from "../src/answer/proof";
import { shelf } from "./shelf";

const NOW = Date.parse("2026-03-02T10:00:00Z");
const fragment = (value: unknown): string => `#outlook-answer=${btoa(JSON.stringify(value)).replaceAll("=", "")}`;

describe("the answer in an address", () => {
  it("is read with everything Microsoft said, known to the page or not", () => {
    const answer = { state: "s", error: "access_denied", error_subcode: "cancel" };
    expect(readFragment(fragment(answer))).toEqual(answer);
  });

  it.each([
    ["nothing", ""],
    ["another parameter", "#code=abc&state=s"],
    ["two parameters", `${fragment({ state: "s" })}&outlook-answer=x=y`],
    ["no base64", "#outlook-answer=%%%"],
    ["no JSON", `#outlook-answer=${btoa("{")}`],
    ["a list", fragment(["s"])],
    ["no state", fragment({ code: "c" })],
    ["a field that is no text", fragment({ state: "s", code: { toString: "x" } })],
    ["more than an address should hold", fragment({ state: "s", code: "c".repeat(20_000) })],
  ])("is refused when it is %s", (_, text) => {
    expect(readFragment(text)).toBeNull();
  });

  it("is kept ten minutes and not longer", () => {
    const kept = shelf();
    keepAnswer(kept, { state: "s", code: "c" }, NOW);
    expect(keptAnswer(kept, NOW + 10 * 60_000 - 1)).toEqual({ state: "s", code: "c" });
    expect(keptAnswer(kept, NOW + 10 * 60_000)).toBeNull();
    expect(kept.getItem("outlook-answer")).toBeNull();
  });

  it("is gone when it is dropped", () => {
    const kept = shelf();
    keepAnswer(kept, { state: "s" }, NOW);
    dropAnswer(kept);
    expect(keptAnswer(kept, NOW)).toBeNull();
  });
});

describe("the proof", () => {
  const kept = shelf();
  beforeEach(() => keepProof(kept, "https://login.example/authorize?state=mine&x=1", "p", "2026-03-02T10:10:00Z"));

  it("belongs to the state of the sign-in that this tab started", () => {
    expect(proofFor(kept, "mine", NOW)).toBe("p");
    expect(proofFor(kept, "another", NOW)).toBeNull();
  });

  it("is worth nothing after the sign-in's end", () => {
    expect(proofFor(kept, "mine", Date.parse("2026-03-02T10:10:00Z"))).toBeNull();
  });

  it("does not match an answer without a state, nor is it found once dropped", () => {
    keepProof(kept, "https://login.example/authorize", "p", "2026-03-02T10:10:00Z");
    expect(proofFor(kept, "", NOW)).toBeNull();
    dropProof(kept);
    expect(proofFor(kept, "mine", NOW)).toBeNull();
  });
});
