import { useApp } from "../context";
import { useAction, useLoaded } from "../load";
import { connect } from "../parts/connect";
import { Trouble } from "../parts/notice";
import { ROUTES } from "../router";

/** What Microsoft will ask, and what Sally does with each permission; then Connect. */
export function ScopesPage() {
  const { api, t } = useApp();
  const { isBusy, problem, run } = useAction();
  const loaded = useLoaded("scopes", () => api.call("get", "/api/calendar-types/exchange-online/scopes"));
  return (
    <>
      <h1>{t("scopes.title")}</h1>
      <p>{t("scopes.intro")}</p>
      <Trouble problem={loaded.problem} retry={loaded.reload} />
      {loaded.value ? (
        <table>
          <thead>
            <tr>
              <th scope="col">{t("scopes.permission")}</th>
              <th scope="col">{t("scopes.microsoft")}</th>
              <th scope="col">{t("scopes.sally")}</th>
            </tr>
          </thead>
          <tbody>
            {loaded.value.items.map((scope) => (
              <tr key={scope.scope}>
                <th scope="row">{scope.scope}</th>
                <td data-label={t("scopes.microsoft")}>{scope.microsoft}</td>
                <td data-label={t("scopes.sally")}>{scope.sally}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : !loaded.problem && <p>{t("app.loading")}</p>}
      <p>{t("scopes.admin")}</p>
      <Trouble problem={problem} />
      <div class="row">
        <button class="main" disabled={isBusy || !loaded.value} onClick={() => run(() => connect(api))}>
          {t(isBusy ? "scopes.connecting" : "scopes.connect")}
        </button>
        <a class="button" href={ROUTES.add}>{t("app.back")}</a>
      </div>
    </>
  );
}
