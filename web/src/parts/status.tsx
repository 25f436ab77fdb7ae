import type { Connection } from "../api/types";
import { useApp } from "../context";

/** A connection's status in words; never by colour alone. */
export function StatusText({ status }: { readonly status: Connection["status"] }) {
  const { t } = useApp();
  return <span class={`status ${status}`}>{t(`connection.status.${status}`)}</span>;
}
