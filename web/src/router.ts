// Where the person is: the fragment of the address, so that the server needs to know nothing of it.

import { useEffect, useState } from "preact/hooks";

export const ROUTES = {
  meetings: "#/meetings",
  integrations: "#/settings/integrations",
  add: "#/settings/integrations/add",
  online: "#/settings/integrations/add/exchange-online",
  finish: "#/settings/integrations/finish",
  connection: (id: string): string => `#/settings/integrations/${encodeURIComponent(id)}`,
} as const;

/** The parts of a route: `#/settings/integrations/x` gives settings, integrations, x. */
export function partsOf(fragment: string): readonly string[] {
  return fragment.replace(/^#\/?/, "").split("/").filter(Boolean).map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
}

export function go(route: string): void {
  location.hash = route;
}

/** The current route's parts; renders again when the person goes elsewhere. */
export function useRoute(): readonly string[] {
  const [fragment, set] = useState(location.hash);
  useEffect(() => {
    const changed = (): void => set(location.hash);
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return partsOf(fragment);
}
