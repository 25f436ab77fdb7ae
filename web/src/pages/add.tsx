import { useApp } from "../context";
import { useLoaded } from "../load";
import { Trouble } from "../parts/notice";
import { ROUTES } from "../router";

/** + Add Calendar: which kind. What cannot be had says why. */
export function AddPage() {
  const { api, t } = useApp();
  const loaded = useLoaded("types", () => api.call("get", "/api/calendar-types"));
  return (
    <>
      <h1>{t("add.title")}</h1>
      <p>{t("add.intro")}</p>
      <Trouble problem={loaded.problem} retry={loaded.reload} />
      <ul class="list">
        {loaded.value?.items.map((kind) => (
          <li key={kind.type}>
            {kind.is_available ? <a href={ROUTES.online}><strong>{kind.name}</strong></a> : <strong>{kind.name}</strong>}
            {!kind.is_available && <span class="badge">{t("add.unavailable")}</span>}
            <p class="soft">{t(kind.type === "exchange-online" ? "add.online.hint" : "add.onpremise.hint")}</p>
            {!kind.is_available && kind.text && <p>{kind.text}</p>}
          </li>
        ))}
      </ul>
      {!loaded.value && !loaded.problem && <p>{t("app.loading")}</p>}
      <div class="row"><a class="button" href={ROUTES.integrations}>{t("app.back")}</a></div>
    </>
  );
}
