import { Problem } from "../api/client";
import { useApp } from "../context";

/** What just happened, said politely to a screen reader as well. The element stays, so that a change is announced. */
export function Notice({ text }: { readonly text: string }) {
  return <div role="status" class={text ? "notice" : "hidden"}>{text}</div>;
}

/** What went wrong, in the API's words and with the next step; a button where trying again can help. */
export function Trouble({ problem, retry }: { readonly problem: Error | null; readonly retry?: () => void }) {
  const { t } = useApp();
  if (!problem) return null;
  const said = problem instanceof Problem && problem.text ? problem : null;
  return (
    <div role="alert" class="trouble">
      <p>{said ? said.text : t("app.unreachable")}</p>
      {said?.next && <p>{said.next}</p>}
      {retry && <button onClick={retry}>{t("app.retry")}</button>}
    </div>
  );
}
