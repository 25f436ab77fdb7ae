import { useState } from "preact/hooks";

import type { CalendarEvent } from "../api/types";
import { useApp } from "../context";
import { useAction, useLoaded } from "../load";
import { dayOf, dayText, spanText } from "../time";
import { Trouble } from "./notice";

interface Given {
  /** Only this connection's events; all when it is not given. */
  readonly connection?: string;
  /** Reads anew when it changes: the connection's last sync. */
  readonly version: string;
  readonly isFirstSync: boolean;
}

/** The coming weeks' events in order of time, under their days, in the person's zone. */
export function Meetings({ connection, version, isFirstSync }: Given) {
  const { api, t, zone, locale } = useApp();
  const { isBusy, problem, run } = useAction();
  const [more, addMore] = useState<{ readonly of: string; readonly events: readonly CalendarEvent[]; readonly next: string | null }>();
  const page = (cursor?: string) => api.call("get", "/api/events", {
    query: cursor === undefined ? { start: new Date(startOfToday()).toISOString(), ...(connection ? { connection } : {}) } : { cursor },
  });
  const loaded = useLoaded(`${connection ?? ""}|${version}`, () => page());
  const first = loaded.value;
  if (!first) return loaded.problem ? <Trouble problem={loaded.problem} retry={loaded.reload} /> : <p>{t("app.loading")}</p>;

  const isLater = more?.of === version;
  const events = [...first.items, ...(isLater ? more.events : [])];
  const next = isLater ? more.next : first.next;
  if (events.length === 0) return <p>{t(isFirstSync ? "meetings.first_sync" : "meetings.none")}</p>;

  const days = Map.groupBy(events, (event) => dayOf(event, zone));
  const showMore = (cursor: string): void => run(async () => {
    const later = await page(cursor);
    addMore({ of: version, events: [...(isLater ? more.events : []), ...later.items], next: later.next ?? null });
  });
  return (
    <div class="meetings">
      <p class="soft">{t("meetings.zone", { zone: zone.replaceAll("_", " ") })}</p>
      {[...days].map(([day, those]) => (
        <section key={day}>
          <h3><time dateTime={day}>{dayText(day, locale)}</time></h3>
          <ul class="list tight">{those.map((event) => <li key={event.id}><Meeting event={event} /></li>)}</ul>
        </section>
      ))}
      <Trouble problem={problem ?? loaded.problem} />
      {next && <div class="row"><button disabled={isBusy} onClick={() => showMore(next)}>{t("meetings.more")}</button></div>}
    </div>
  );
}

function Meeting({ event }: { readonly event: CalendarEvent }) {
  const { t, zone, locale } = useApp();
  const span = spanText(event, zone, locale);
  return (
    <div class={event.is_cancelled ? "meeting cancelled" : "meeting"}>
      <span class="time">{event.is_all_day ? <>{t("meetings.all_day")} {span && <span class="soft">{span}</span>}</> : span}</span>
      <span>
        <span class="subject">{event.subject || t(event.is_private ? "meetings.private" : "meetings.untitled")}</span>
        {event.is_cancelled && <span class="badge">{t("meetings.cancelled")}</span>}
        {event.kind !== "single" && <span class="badge">{t("meetings.series")}</span>}
        {event.join_link && <span class="badge">{t("meetings.link")}</span>}
        {event.place && <><br /><span class="soft">{event.place}</span></>}
      </span>
    </div>
  );
}

function startOfToday(): number {
  return new Date().setHours(0, 0, 0, 0);
}
