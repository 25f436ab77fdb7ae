import { useEffect, useState } from "preact/hooks";

import { finishSignIn, type Outcome } from "../answer/finish";
import { useApp } from "../context";
import { Trouble } from "../parts/notice";
import { ROUTES } from "../router";

// One finish at a time, however often the page is drawn: a second one would find the answer dropped.
let running: Promise<Outcome> | null = null;

/** The end of a sign-in at Microsoft: brings the answer with the proof, or says why there is nothing to bring. */
export function FinishPage() {
  const { api, t, person, signIn } = useApp();
  const [outcome, set] = useState<Outcome | null>(null);
  const [round, again] = useState(0);

  useEffect(() => {
    let isCurrent = true;
    set(null);
    running ??= finishSignIn(sessionStorage, Date.now(), person !== null, async (answer, proof) => {
      const done = await api.call("post", "/api/sign-ins/finish", { body: { answer, ...(proof === null ? {} : { proof }) } });
      return done.status === "connected"
        ? { connection: done.connection.id }
        : { waiting: { text: done.text, next: done.next_step } };
    }).finally(() => { running = null; });
    running.then((found) => {
      if (!isCurrent) return;
      if (found.kind === "connected") location.replace(ROUTES.connection(found.connection));
      else if (found.kind === "signed-out") signIn();
      else set(found);
    }, () => isCurrent && set({ kind: "nothing" }));
    return () => { isCurrent = false; };
  }, [round]);

  return (
    <section class="card" aria-busy={outcome === null}>
      <h1>{t("finish.title")}</h1>
      {outcome === null && <p role="status">{t("finish.running")}</p>}
      {outcome?.kind === "nothing" && <p>{t("finish.nothing")}</p>}
      {outcome?.kind === "not-started-here" && (
        <div role="alert">
          <p><strong>{t("finish.not_started_here")}</strong></p>
          <p>{t("finish.not_started_here.next")}</p>
        </div>
      )}
      {outcome?.kind === "waiting" && (
        <div role="alert">
          <p><strong>{outcome.text || t("finish.waiting")}</strong></p>
          <p>{outcome.next || t("finish.waiting.next")}</p>
        </div>
      )}
      {outcome?.kind === "refused" && <Trouble problem={outcome.problem} />}
      {outcome?.kind === "again" && <Trouble problem={outcome.problem} retry={() => again(round + 1)} />}
      {outcome !== null && <div class="row"><a class="button" href={ROUTES.integrations}>{t("finish.to_integrations")}</a></div>}
    </section>
  );
}
