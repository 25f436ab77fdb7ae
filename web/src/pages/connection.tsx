import { useState } from "preact/hooks";

import { Problem } from "../api/client";
import type { Connection } from "../api/types";
import { useApp } from "../context";
import { useAction, useLoaded } from "../load";
import { Activity } from "../parts/activity";
import { Calendars } from "../parts/calendars";
import { Confirm } from "../parts/confirm";
import { connect } from "../parts/connect";
import { Meetings } from "../parts/meetings";
import { Trouble } from "../parts/notice";
import { StatusText } from "../parts/status";
import { ROUTES, go, partsOf } from "../router";
import { instantText } from "../time";

/** While something is on its way the page looks often; otherwise now and then. */
const SOON_MS = 2_000;
const SELDOM_MS = 20_000;

/** One connection: its account and status, what can be done with it, its calendars, meetings and activity. */
export function ConnectionPage({ id }: { readonly id: string }) {
  const { api, t } = useApp();
  const path = { connection: id };
  const [pace, setPace] = useState(SOON_MS);
  const loaded = useLoaded(id, async () => {
    const found = await api.call("get", "/api/connections/{connection}", { path });
    setPace(found.status === "connecting" || found.status === "disconnecting" ? SOON_MS : SELDOM_MS);
    return found;
  }, pace);
  const connection = loaded.value;
  if (!connection) {
    return (
      <>
        <h1>{t("integrations.title")}</h1>
        {loaded.problem instanceof Problem && loaded.problem.status === 404
          ? <p>{t("app.not_found")}</p>
          : loaded.problem ? <Trouble problem={loaded.problem} retry={loaded.reload} /> : <p>{t("app.loading")}</p>}
        <div class="row"><a class="button" href={ROUTES.integrations}>{t("app.back")}</a></div>
      </>
    );
  }
  const version = connection.last_sync_at ?? "";
  return (
    <>
      <h1>{connection.account}</h1>
      <Facts connection={connection} />
      <Trouble problem={loaded.problem} />
      <Actions connection={connection} onChange={() => { setPace(SOON_MS); loaded.reload(); }} />
      <h2>{t("meetings.title")}</h2>
      <Meetings connection={id} version={version} isFirstSync={connection.status === "connecting"} />
      <h2>{t("calendars.title")}</h2>
      <Calendars connection={id} version={version} />
      <h2>{t("activity.title")}</h2>
      <Activity connection={id} version={`${version}|${connection.status}`} />
    </>
  );
}

function Facts({ connection }: { readonly connection: Connection }) {
  const { t, zone, locale } = useApp();
  return (
    <div class="card">
      <dl>
        <dt>{t("connection.type")}</dt><dd>{connection.type_name}</dd>
        <dt>{t("connection.account")}</dt><dd>{connection.account_name ? `${connection.account_name} · ${connection.account}` : connection.account}</dd>
        <dt>{t("connection.status")}</dt><dd role="status"><StatusText status={connection.status} /></dd>
        <dt>{t("connection.last_sync")}</dt>
        <dd>{connection.last_sync_at ? instantText(connection.last_sync_at, zone, locale) : t("connection.never")}</dd>
        <dt>{t("connection.since")}</dt><dd>{instantText(connection.connected_at, zone, locale)}</dd>
      </dl>
      {connection.reason_text && <p><strong>{connection.reason_text}</strong></p>}
      {connection.next_step && <p>{connection.next_step}</p>}
    </div>
  );
}

function Actions({ connection, onChange }: { readonly connection: Connection; onChange(): void }) {
  const { api, t, zone, locale, notice } = useApp();
  const { isBusy, problem, run } = useAction();
  const [isAsking, ask] = useState(false);
  const path = { connection: connection.id };
  const { status } = connection;
  if (status === "disconnecting") return null;

  const act = (verb: "sync" | "pause" | "resume"): void => run(async () => {
    await api.call("post", `/api/connections/{connection}/${verb}`, { path });
    notice(verb === "sync" ? t("connection.sync.asked") : "");
    onChange();
  });
  const disconnect = (): void => run(async () => {
    const { recoverable_until: until } = await api.call("delete", "/api/connections/{connection}", { path });
    ask(false);
    notice(until
      ? t("connection.disconnected.recoverable", { until: instantText(until, zone, locale) })
      : t("connection.disconnected"), partsOf(ROUTES.integrations).join("/"));
    go(ROUTES.integrations);
  });
  return (
    <>
      <Trouble problem={problem} />
      <div class="row">
        {status === "needs_reconnect" && (
          <button class="main" disabled={isBusy} onClick={() => run(() => connect(api, connection.id))}>{t("connection.reconnect")}</button>
        )}
        {(status === "active" || status === "blocked") && (
          <button disabled={isBusy} onClick={() => act("sync")}>{t("connection.sync")}</button>
        )}
        {(status === "active" || status === "connecting") && (
          <button disabled={isBusy} onClick={() => act("pause")}>{t("connection.pause")}</button>
        )}
        {status === "paused" && <button disabled={isBusy} onClick={() => act("resume")}>{t("connection.resume")}</button>}
        {status !== "needs_reconnect" && (
          <button disabled={isBusy} onClick={() => run(() => connect(api, connection.id))}>{t("connection.reconnect")}</button>
        )}
        <button class="danger" disabled={isBusy} onClick={() => ask(true)}>{t("connection.disconnect")}</button>
      </div>
      {isAsking && (
        <Confirm
          title={t("connection.disconnect.title", { account: connection.account })}
          explain={t("connection.disconnect.explain")}
          confirm={t("connection.disconnect.confirm")}
          isBusy={isBusy}
          onConfirm={disconnect}
          onCancel={() => ask(false)}
        />
      )}
    </>
  );
}
