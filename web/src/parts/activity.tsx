import { useState } from "preact/hooks";

import type { ActivityEntry } from "../api/types";
import { useApp } from "../context";
import { useAction, useLoaded } from "../load";
import { dayText, instantText } from "../time";
import { Trouble } from "./notice";

/** What was done, by whom, newest first; background reads as one line per day. */
export function Activity({ connection, version }: { readonly connection: string; readonly version: string }) {
  const { api, t, zone, locale } = useApp();
  const { isBusy, problem, run } = useAction();
  const [more, addMore] = useState<{ readonly of: string; readonly items: readonly ActivityEntry[]; readonly next: string | null }>();
  const read = (cursor?: string) => api.call("get", "/api/connections/{connection}/activity", {
    path: { connection }, ...(cursor === undefined ? {} : { query: { cursor } }),
  });
  const loaded = useLoaded(`${connection}|${version}`, () => read());
  const first = loaded.value;
  if (!first) return loaded.problem ? <Trouble problem={loaded.problem} retry={loaded.reload} /> : <p>{t("app.loading")}</p>;

  const isLater = more?.of === version;
  const entries = [...first.items, ...(isLater ? more.items : [])];
  const next = isLater ? more.next : first.next;
  const showMore = (cursor: string): void => run(async () => {
    const later = await read(cursor);
    addMore({ of: version, items: [...(isLater ? more.items : []), ...later.items], next: later.next ?? null });
  });
  if (entries.length === 0 && first.reads.length === 0) return <p>{t("activity.none")}</p>;
  return (
    <>
      {first.reads.length > 0 && (
        <ul class="list tight">
          {first.reads.map((day) => (
            <li key={day.day} class="split">
              <span>{t("activity.reads", { count: day.count })}</span>
              <span class="soft"><time dateTime={day.day}>{dayText(day.day, locale)}</time></span>
            </li>
          ))}
        </ul>
      )}
      <ul class="list tight">
        {entries.map((entry, index) => (
          <li key={`${entry.at}-${index}`} class="split">
            <span>{entry.text}</span>
            <span class="soft"><time dateTime={entry.at}>{instantText(entry.at, zone, locale)}</time></span>
          </li>
        ))}
      </ul>
      <Trouble problem={problem} />
      {next && <div class="row"><button disabled={isBusy} onClick={() => showMore(next)}>{t("activity.more")}</button></div>}
    </>
  );
}
