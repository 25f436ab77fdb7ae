// The answer of a sign-in on its way through the browser: from the return page's address into session storage.
// It is opaque to the page except for its state, by which the page finds the proof that belongs to it.

export interface Answer {
  readonly state: string;
  readonly [name: string]: string;
}

/** The little of a Storage that is needed; session storage belongs to one tab. */
export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const PARAMETER = "outlook-answer";
const KEY = "outlook-answer";
const LIFE_MS = 10 * 60 * 1000;
const LONGEST = 16_000;

/** The answer that an address's fragment carries, or null for anything else. Never throws: anybody can make an address. */
export function readFragment(fragment: string): Answer | null {
  const [name, text, ...rest] = fragment.replace(/^#/, "").split("=");
  if (name !== PARAMETER || !text || rest.length > 0 || text.length > LONGEST) return null;
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    return asAnswer(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch {
    return null;
  }
}

function asAnswer(value: unknown): Answer | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const fields = Object.entries(value);
  if (!fields.every(([, field]) => typeof field === "string")) return null;
  return typeof (value as { state?: unknown }).state === "string" ? (value as Answer) : null;
}

/** Keep the answer for the document that comes next in this tab. */
export function keepAnswer(shelf: Shelf, answer: Answer, now: number): void {
  shelf.setItem(KEY, JSON.stringify({ answer, until: now + LIFE_MS }));
}

/** The kept answer; null when there is none or its time is over, and then nothing is kept any more. */
export function keptAnswer(shelf: Shelf, now: number): Answer | null {
  const text = shelf.getItem(KEY);
  if (text === null) return null;
  try {
    const { answer, until } = JSON.parse(text) as { answer: unknown; until: unknown };
    const found = asAnswer(answer);
    if (found && typeof until === "number" && now < until) return found;
  } catch {
    // Not ours: dropped below.
  }
  shelf.removeItem(KEY);
  return null;
}

export function dropAnswer(shelf: Shelf): void {
  shelf.removeItem(KEY);
}
