import { useApp } from "../context";
import { useLoaded } from "../load";
import { Meetings } from "../parts/meetings";
import { Trouble } from "../parts/notice";

/** All meetings of the coming weeks, of every connection. */
export function MeetingsPage() {
  const { api, t } = useApp();
  const connections = useLoaded("connections", () => api.call("get", "/api/connections"), 15_000);
  const items = connections.value?.items ?? [];
  return (
    <>
      <h1>{t("meetings.title")}</h1>
      <Trouble problem={connections.problem} retry={connections.reload} />
      {connections.value && (
        <Meetings
          version={items.map((one) => one.last_sync_at ?? "").join("|")}
          isFirstSync={items.some((one) => one.status === "connecting")}
        />
      )}
    </>
  );
}
