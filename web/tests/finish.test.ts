import { beforeEach, describe, expect, it } from "vitest";

import { keepAnswer, keptAnswer, type Answer, type Shelf } from "../src/answer/answer";
import { finishSignIn, type Finish } from "../src/answer/finish";
import { keepProof, proofFor } from "../src/answer/proof";
import { Problem, Unreachable } from "../src/api/client";
import { shelf } from "./shelf";

const NOW = Date.parse("2026-03-02T10:00:00Z");
const ANSWER: Answer = { state: "mine", code: "the-code" };

let kept: Shelf;
let calls: [Answer, string | null][];
const finish = (result: () => ReturnType<Finish>): Finish => (answer, proof) => {
  calls.push([answer, proof]);
  return result();
};
const connected = finish(() => Promise.resolve({ connection: "c1" }));
const refused = (status: number): Finish =>
  finish(() => Promise.reject(new Problem(status, "code", "text", "next", null)));

beforeEach(() => {
  kept = shelf();
  calls = [];
  keepAnswer(kept, ANSWER, NOW);
});

describe("a sign-in that this tab started", () => {
  beforeEach(() => keepProof(kept, "https://login.example/?state=mine", "the-proof", "2026-03-02T10:10:00Z"));

  it("is finished with answer and proof, and leaves neither behind", async () => {
    expect(await finishSignIn(kept, NOW, true, connected)).toEqual({ kind: "connected", connection: "c1" });
    expect(calls).toEqual([[ANSWER, "the-proof"]]);
    expect([keptAnswer(kept, NOW), proofFor(kept, "mine", NOW)]).toEqual([null, null]);
  });

  it("may wait for the administrator", async () => {
    const waits = finish(() => Promise.resolve({ waiting: { text: "t", next: "n" } }));
    expect(await finishSignIn(kept, NOW, true, waits)).toEqual({ kind: "waiting", text: "t", next: "n" });
    expect(keptAnswer(kept, NOW)).toBeNull();
  });

  it.each([502, 503])("can be brought again after %i", async (status) => {
    expect((await finishSignIn(kept, NOW, true, refused(status))).kind).toBe("again");
    expect(await finishSignIn(kept, NOW, true, connected)).toEqual({ kind: "connected", connection: "c1" });
  });

  it("can be brought again when Sally could not be reached", async () => {
    const lost = finish(() => Promise.reject(new Unreachable()));
    expect((await finishSignIn(kept, NOW, true, lost)).kind).toBe("again");
    expect(keptAnswer(kept, NOW)).toEqual(ANSWER);
  });

  it.each([404, 409, 422, 500])("is over after %i", async (status) => {
    expect((await finishSignIn(kept, NOW, true, refused(status))).kind).toBe("refused");
    expect(keptAnswer(kept, NOW)).toBeNull();
  });

  it("outlives a renewal of Sally's own session", async () => {
    expect(await finishSignIn(kept, NOW, false, connected)).toEqual({ kind: "signed-out" });
    expect(await finishSignIn(kept, NOW, true, refused(401))).toEqual({ kind: "signed-out" });
    expect(await finishSignIn(kept, NOW, true, connected)).toEqual({ kind: "connected", connection: "c1" });
  });
});

describe("a sign-in that was started elsewhere", () => {
  it("attaches nothing: its code goes nowhere, its state ends it", async () => {
    expect(await finishSignIn(kept, NOW, true, connected)).toEqual({ kind: "not-started-here" });
    expect(calls).toEqual([[{ state: "mine" }, null]]);
    expect(keptAnswer(kept, NOW)).toBeNull();
  });

  it("is not finished with the proof of another sign-in of this tab", async () => {
    keepProof(kept, "https://login.example/?state=another", "the-proof", "2026-03-02T10:10:00Z");
    expect((await finishSignIn(kept, NOW, true, connected)).kind).toBe("not-started-here");
    expect(calls).toEqual([[{ state: "mine" }, null]]);
  });

  it("is dropped in silence when nobody is signed in", async () => {
    expect(await finishSignIn(kept, NOW, false, connected)).toEqual({ kind: "not-started-here" });
    expect(calls).toEqual([]);
  });
});

it("without an answer nothing happens", async () => {
  expect(await finishSignIn(shelf(), NOW, true, connected)).toEqual({ kind: "nothing" });
  expect(calls).toEqual([]);
});
