// The proof that this tab started a sign-in. It comes in the body of the answer to *begin*, stays in this tab's session
// storage, and is never put into an address.

import type { Shelf } from "./answer";

const KEY = "outlook-proof";

interface Kept {
  readonly state: string;
  readonly proof: string;
  readonly until: number;
}

/** Keep the proof of the sign-in that goes to this address. The state is read from the address, where Microsoft gets it. */
export function keepProof(shelf: Shelf, authorizeUrl: string, proof: string, expiresAt: string): void {
  const state = new URL(authorizeUrl).searchParams.get("state") ?? "";
  const kept: Kept = { state, proof, until: Date.parse(expiresAt) };
  shelf.setItem(KEY, JSON.stringify(kept));
}

/** The proof for an answer with this state; null when this tab did not start that sign-in, or too long ago. */
export function proofFor(shelf: Shelf, state: string, now: number): string | null {
  const text = shelf.getItem(KEY);
  if (text === null || state === "") return null;
  try {
    const kept = JSON.parse(text) as Kept;
    return kept.state === state && now < kept.until ? kept.proof : null;
  } catch {
    return null;
  }
}

export function dropProof(shelf: Shelf): void {
  shelf.removeItem(KEY);
}
