import type { Calendar } from "../api/types";
import { useApp } from "../context";
import { useAction, useLoaded } from "../load";
import { Trouble } from "./notice";

/** The account's calendars, each with its switch; the main one first. */
export function Calendars({ connection, version }: { readonly connection: string; readonly version: string }) {
  const { api, t } = useApp();
  const { isBusy, problem, run } = useAction();
  const path = { connection };
  const loaded = useLoaded(`${connection}|${version}`, () => api.call("get", "/api/connections/{connection}/calendars", { path }));
  const select = (calendar: Calendar, is_selected: boolean): void => run(async () => {
    await api.call("patch", "/api/connections/{connection}/calendars/{calendar}", {
      path: { connection, calendar: calendar.id }, body: { is_selected },
    });
    loaded.reload();
  });
  if (!loaded.value) return loaded.problem ? <Trouble problem={loaded.problem} retry={loaded.reload} /> : <p>{t("app.loading")}</p>;
  if (loaded.value.items.length === 0) return <p>{t("calendars.none")}</p>;
  return (
    <>
      <Trouble problem={problem} />
      <ul class="list tight">
        {loaded.value.items.map((calendar) => (
          <li key={calendar.id}>
            <label class="switch">
              <input
                type="checkbox" role="switch" checked={calendar.is_selected} disabled={isBusy}
                onChange={(event) => select(calendar, event.currentTarget.checked)}
              />
              <span>
                {calendar.name}
                {calendar.is_primary && <span class="badge">{t("calendars.primary")}</span>}
                {calendar.is_gone && <span class="badge">{t("calendars.gone")}</span>}
                {calendar.owner && <><br /><span class="soft">{t("calendars.of", { owner: calendar.owner })}</span></>}
              </span>
            </label>
          </li>
        ))}
      </ul>
    </>
  );
}
