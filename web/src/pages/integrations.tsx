import { useApp } from "../context";
import { useLoaded } from "../load";
import { StatusText } from "../parts/status";
import { Trouble } from "../parts/notice";
import { ROUTES } from "../router";

/** Settings → Integrations: the person's connections, and the way to a new one. */
export function IntegrationsPage() {
  const { api, t } = useApp();
  const loaded = useLoaded("connections", () => api.call("get", "/api/connections"));
  return (
    <>
      <h1>{t("integrations.title")}</h1>
      <p>{t("integrations.intro")}</p>
      <div class="row"><a class="button main" href={ROUTES.add}>{t("integrations.add")}</a></div>
      <Trouble problem={loaded.problem} retry={loaded.reload} />
      {loaded.value?.items.length === 0 && <p>{t("integrations.none")}</p>}
      <ul class="list">
        {loaded.value?.items.map((connection) => (
          <li key={connection.id} class="split">
            <a href={ROUTES.connection(connection.id)} aria-label={t("integrations.open", { account: connection.account })}>
              {connection.account}
            </a>
            <StatusText status={connection.status} />
          </li>
        ))}
      </ul>
      {!loaded.value && !loaded.problem && <p>{t("app.loading")}</p>}
    </>
  );
}
