import { render } from "preact";

import { Page } from "./app";
import { comeBack, type Config } from "./sally/session";

const root = document.getElementById("page") as HTMLElement;
const config = (await (await fetch("/config.json")).json()) as Config;
let failed = false;
try {
  const route = await comeBack(config, sessionStorage, new URL(location.href), Date.now());
  if (route !== null) history.replaceState(null, "", `${location.pathname}${route}`);
} catch {
  failed = true;
}
render(<Page config={config} failed={failed} />, root);
