// The frame of the page: who is signed in, the menu on the left, and the page that the route names.

import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import { client } from "./api/client";
import { AppContext, useApp, type App } from "./context";
import { Notice } from "./parts/notice";
import { AddPage } from "./pages/add";
import { ConnectionPage } from "./pages/connection";
import { FinishPage } from "./pages/finish";
import { IntegrationsPage } from "./pages/integrations";
import { MeetingsPage } from "./pages/meetings";
import { ScopesPage } from "./pages/scopes";
import { ROUTES, go, useRoute } from "./router";
import { forget, session, signIn as startSignIn, type Config } from "./sally/session";
import { LANGUAGES, LOCALES, languageOf, textOf, type Language } from "./texts/texts";
import { zoneOf } from "./time";

const CHOSEN = "sally-language";

export function Page(given: { readonly config: Config; readonly failed: boolean }) {
  const route = useRoute();
  const [, again] = useState(0);
  const opened = session(sessionStorage, Date.now());
  const person = opened?.person ?? null;
  const [chosen, choose] = useState(localStorage.getItem(CHOSEN));
  const language = languageOf(chosen, person?.language, ...navigator.languages);
  const [notice, setNotice] = useState({ text: "", place: "" });
  const place = route.join("/");
  const here = useRef(place);
  here.current = place;

  const app = useMemo((): App => {
    const t: App["t"] = (key, values) => textOf(language, key, values);
    return {
      t,
      language,
      locale: navigator.languages.find((one) => languageOf(one) === language && one.startsWith(language)) ?? LOCALES[language],
      zone: zoneOf(person?.zone ?? ""),
      person,
      notice: (text, at) => setNotice({ text, place: at ?? here.current }),
      signIn: () => void startSignIn(given.config, sessionStorage, location.hash).catch(() => setNotice({ text: t("sally.failed"), place: here.current })),
      signedOut: () => {
        forget(sessionStorage);
        again((n) => n + 1);
      },
      api: client({
        token: () => session(sessionStorage, Date.now())?.token ?? null,
        language: () => language,
        fetch: (...call) => fetch(...call),
      }),
    };
  }, [language, person?.name, person?.organisation, person?.zone]);

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  useEffect(() => {
    // A new page begins at its heading, for the eyes and for a screen reader; the first one is where the browser is.
    if (!isFirst.current) main.current?.focus();
    isFirst.current = false;
    scrollTo(0, 0);
  }, [place]);

  const select = (next: Language): void => {
    localStorage.setItem(CHOSEN, next);
    choose(next);
  };

  return (
    <AppContext.Provider value={app}>
      <a class="skip" href="#content" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>
        {app.t("app.skip")}
      </a>
      <header class="top">
        <span class="name">{app.t("app.title")}</span>
        <span class="who">
          {person && app.t("sally.at", { name: person.name, organisation: person.organisation })}
        </span>
        <label class="language">
          <span class="hidden">{app.t("app.language")}</span>
          <select value={language} onChange={(event) => select(event.currentTarget.value as Language)}>
            {Object.entries(LANGUAGES).map(([code, name]) => <option key={code} value={code} lang={code}>{name}</option>)}
          </select>
        </label>
        {person && <button class="plain" onClick={app.signedOut}>{app.t("sally.sign_out")}</button>}
      </header>
      <div class="columns">
        {person && <Menu place={place} />}
        <main id="content" ref={main} tabIndex={-1}>
          <Notice text={notice.place === place && notice.text ? notice.text : given.failed && !person ? app.t("sally.failed") : ""} />
          {route[2] === "finish" ? <FinishPage /> : person ? <Place route={route} /> : <SignedOut />}
        </main>
      </div>
    </AppContext.Provider>
  );
}

function Menu({ place }: { readonly place: string }) {
  const { t } = useApp();
  const isSettings = place === "" || place.startsWith("settings/integrations");
  return (
    <nav aria-label={t("app.menu")}>
      <ul>
        <li><Entry href={ROUTES.meetings} isHere={place === "meetings"}>{t("menu.meetings")}</Entry></li>
        <li>
          <span class="group">{t("menu.settings")}</span>
          <ul>
            <li><Entry href={ROUTES.integrations} isHere={isSettings}>{t("menu.integrations")}</Entry></li>
          </ul>
        </li>
      </ul>
    </nav>
  );
}

function SignedOut() {
  const { t, signIn } = useApp();
  return (
    <section class="card">
      <h1>{t("app.title")}</h1>
      <p>{t("sally.signed_out")}</p>
      <button class="main" onClick={signIn}>{t("sally.sign_in")}</button>
    </section>
  );
}

function Entry(given: { readonly href: string; readonly isHere: boolean; readonly children: ComponentChildren }) {
  return <a href={given.href} aria-current={given.isHere ? "page" : undefined}>{given.children}</a>;
}

function Place({ route }: { readonly route: readonly string[] }) {
  const [first, second, third, fourth] = route;
  useEffect(() => {
    if (first === undefined) go(ROUTES.integrations);
  }, [first]);
  if (first === "meetings") return <MeetingsPage />;
  if (third === undefined) return <IntegrationsPage />;
  if (second === "integrations" && third === "add") return fourth === undefined ? <AddPage /> : <ScopesPage />;
  return <ConnectionPage key={third} id={third} />;
}
