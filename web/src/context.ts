// What every page needs: the API, the words, the person and their zone.

import { createContext } from "preact";
import { useContext } from "preact/hooks";

import type { Api } from "./api/client";
import type { Person } from "./sally/session";
import type { Key } from "./texts/en";
import type { Language } from "./texts/texts";

export interface App {
  readonly api: Api;
  readonly language: Language;
  /** How times are written: the browser's own form of the language, if it has one. */
  readonly locale: string;
  readonly zone: string;
  readonly person: Person | null;
  t(key: Key, values?: Readonly<Record<string, string | number>>): string;
  /** Say something that just happened, also to a screen reader, as long as the person stays at this place. */
  notice(text: string, place?: string): void;
  /** Sign in at Sally and come back to where the person is. Leaves the document. */
  signIn(): void;
  /** The session is over. */
  signedOut(): void;
}

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error("outside the page");
  return app;
}
