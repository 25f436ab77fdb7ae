// The page's half of the finish step: an answer without its proof attaches nothing and ends that sign-in.

import { Problem, Unreachable } from "../api/client";
import { dropAnswer, keptAnswer, type Answer, type Shelf } from "./answer";
import { dropProof, proofFor } from "./proof";

export type Outcome =
  | { readonly kind: "nothing" }
  | { readonly kind: "signed-out" }
  | { readonly kind: "not-started-here" }
  | { readonly kind: "connected"; readonly connection: string }
  | { readonly kind: "waiting"; readonly text: string; readonly next: string }
  | { readonly kind: "refused"; readonly problem: Problem }
  | { readonly kind: "again"; readonly problem: Problem | Unreachable };

/** What the API's finish gives back: a connection, or the reason why the sign-in waits. */
export interface Finished {
  readonly connection?: string;
  readonly waiting?: { readonly text: string; readonly next: string };
}

export type Finish = (answer: Answer, proof: string | null) => Promise<Finished>;

/**
 * Finish the sign-in whose answer this tab keeps. The answer is dropped by every ending but "again" and "signed-out":
 * after those the same answer can be brought once more, as long as it is young enough.
 */
export async function finishSignIn(shelf: Shelf, now: number, isSignedIn: boolean, finish: Finish): Promise<Outcome> {
  const answer = keptAnswer(shelf, now);
  if (!answer) return { kind: "nothing" };
  const proof = proofFor(shelf, answer.state, now);
  if (proof === null) {
    dropAnswer(shelf);
    // With the state alone: that sign-in ends, whoever started it, and the code is never sent anywhere.
    if (isSignedIn) await finish({ state: answer.state }, null).catch(() => undefined);
    return { kind: "not-started-here" };
  }
  if (!isSignedIn) return { kind: "signed-out" };
  const outcome = await brought(answer, proof, finish);
  if (outcome.kind !== "again" && outcome.kind !== "signed-out") {
    dropAnswer(shelf);
    dropProof(shelf);
  }
  return outcome;
}

async function brought(answer: Answer, proof: string, finish: Finish): Promise<Outcome> {
  try {
    const { connection, waiting } = await finish(answer, proof);
    if (connection !== undefined) return { kind: "connected", connection };
    return { kind: "waiting", text: waiting?.text ?? "", next: waiting?.next ?? "" };
  } catch (problem) {
    if (problem instanceof Unreachable) return { kind: "again", problem };
    if (!(problem instanceof Problem)) throw problem;
    if (problem.status === 401) return { kind: "signed-out" };
    return problem.status === 502 || problem.status === 503 ? { kind: "again", problem } : { kind: "refused", problem };
  }
}
