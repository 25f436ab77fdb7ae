import { describe, expect, it } from "vitest";

import { de } from "../src/texts/de";
import { en, type Key, type Text } from "../src/texts/en";
import { languageOf, textOf } from "../src/texts/texts";

const holes = (text: Text): string[] =>
  [...new Set(typeof text === "string" ? [...text.matchAll(/\{\w+\}/g)].map(String) : holes(text.other))].sort();

describe("the page's words", () => {
  it("are the same keys with the same values to put in, in both languages", () => {
    expect(Object.keys(de)).toEqual(Object.keys(en));
    for (const key of Object.keys(en) as Key[]) expect([key, holes(de[key])]).toEqual([key, holes(en[key])]);
  });

  it("are translated: only names are the same in both", () => {
    const same = (Object.keys(en) as Key[]).filter((key) => en[key] === de[key]);
    expect(same.sort()).toEqual(["app.title", "connection.status"]);
  });

  it("have the form a count needs", () => {
    expect(textOf("en", "activity.reads", { count: 1 })).toContain("once");
    expect(textOf("de", "activity.reads", { count: 96 })).toContain("96-mal");
  });

  it("are in the first language that the page has", () => {
    expect(languageOf(null, "fr-FR", "de-AT", "en")).toBe("de");
    expect(languageOf("fr")).toBe("en");
  });
});
