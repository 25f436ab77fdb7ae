// Reading from the API while a page is shown: what came, whether it is still coming, what went wrong.

import { useCallback, useEffect, useRef, useState } from "preact/hooks";

import { Problem } from "./api/client";
import { useApp } from "./context";

export interface Loaded<T> {
  readonly value: T | null;
  readonly problem: Error | null;
  /** Read again; what was shown stays until the new answer is there. */
  reload(): void;
  /** Show this in place of what was read. */
  set(value: T): void;
}

/** Read once for each key, and again every `every` milliseconds while that is a number. A late answer is ignored. */
export function useLoaded<T>(key: string, read: () => Promise<T>, every: number | null = null): Loaded<T> {
  const app = useApp();
  const [value, set] = useState<T | null>(null);
  const [problem, fail] = useState<Error | null>(null);
  const [round, again] = useState(0);
  const latest = useRef(read);
  latest.current = read;
  useEffect(() => {
    let isCurrent = true;
    latest.current().then(
      (found) => {
        if (isCurrent) { set(found); fail(null); }
      },
      (wrong: unknown) => {
        if (!isCurrent) return;
        if (wrong instanceof Problem && wrong.status === 401) app.signedOut();
        else fail(wrong instanceof Error ? wrong : new Error("unknown"));
      },
    );
    return () => { isCurrent = false; };
  }, [key, app.language, round]);
  const reload = useCallback(() => again((n) => n + 1), []);
  useEffect(() => {
    if (every === null) return;
    const timer = setInterval(reload, every);
    return () => clearInterval(timer);
  }, [every, reload]);
  return { value, problem, reload, set };
}

/** Run something the person asked for: busy while it runs, its problem kept to be shown. */
export function useAction(): {
  readonly isBusy: boolean;
  readonly problem: Error | null;
  run(action: () => Promise<void>): void;
} {
  const app = useApp();
  const [isBusy, busy] = useState(false);
  const [problem, fail] = useState<Error | null>(null);
  const run = (action: () => Promise<void>): void => {
    busy(true);
    fail(null);
    action().catch((wrong: unknown) => {
      if (wrong instanceof Problem && wrong.status === 401) app.signedOut();
      else fail(wrong instanceof Error ? wrong : new Error("unknown"));
    }).finally(() => busy(false));
  };
  return { isBusy, problem, run };
}
