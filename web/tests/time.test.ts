import { describe, expect, it } from "vitest";

import { dayOf, dayText, spanText, zoneOf } from "../src/time";

const meeting = (start: string, end: string, is_all_day = false) => ({ start, end, is_all_day });

describe("times in the person's zone", () => {
  it("lists an event under its day there, not in UTC", () => {
    const late = meeting("2026-03-02T23:30:00Z", "2026-03-03T00:30:00Z");
    expect(dayOf(late, "Europe/Berlin")).toBe("2026-03-03");
    expect(dayOf(late, "America/New_York")).toBe("2026-03-02");
  });

  it("follows the change to summer time", () => {
    expect(spanText(meeting("2026-03-28T08:00:00Z", "2026-03-28T09:00:00Z"), "Europe/Berlin", "de")).toBe("09:00 – 10:00");
    expect(spanText(meeting("2026-03-29T07:00:00Z", "2026-03-29T08:00:00Z"), "Europe/Berlin", "de")).toBe("09:00 – 10:00");
  });

  it("names the day on which an event ends when it is another", () => {
    expect(spanText(meeting("2026-03-02T21:00:00Z", "2026-03-03T01:00:00Z"), "Europe/Berlin", "de")).toContain("3. März");
  });

  it("shows a moment as one time", () => {
    expect(spanText(meeting("2026-03-02T08:00:00Z", "2026-03-02T08:00:00Z"), "Europe/Berlin", "de")).toBe("09:00");
  });

  it("takes the person's zone if it is one, else the browser's", () => {
    const browser = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    expect(zoneOf("Asia/Kathmandu")).toBe("Asia/Kathmandu");
    expect(zoneOf("W. Europe Standard Time")).toBe(browser);
    expect(zoneOf("")).toBe(browser);
  });
});

describe("all-day events", () => {
  const zones = ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin"];

  it.each(zones)("stay on their date in %s", (zone) => {
    const day = meeting("2026-03-02", "2026-03-03", true);
    expect(dayOf(day, zone)).toBe("2026-03-02");
    expect(spanText(day, zone, "en")).toBe("");
  });

  it("name first and last day when they are several: the end is exclusive", () => {
    expect(spanText(meeting("2026-03-02", "2026-03-05", true), "Europe/Berlin", "en")).toBe("Mar 2 – Mar 4");
  });

  it("have a heading in the person's language", () => {
    expect(dayText("2026-03-02", "de")).toBe("Montag, 2. März 2026");
  });
});
