// Begin a sign-in: keep the proof for this tab, then go to Microsoft.

import { keepProof } from "../answer/proof";
import type { Api } from "../api/client";

/** Start a sign-in, for a new connection or to renew one. Leaves the document. */
export async function connect(api: Api, connection?: string): Promise<void> {
  const started = await api.call("post", "/api/sign-ins", {
    body: { type: "exchange-online", next: "integrations", ...(connection === undefined ? {} : { connection }) },
  });
  keepProof(sessionStorage, started.url, started.proof, started.expires_at);
  location.assign(started.url);
}
