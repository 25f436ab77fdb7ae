// Times as the person reads them. Instants come in UTC and are shown in the person's zone; all-day events are dates
// and are shown as they are, whatever the zone.

/** The zone to show times in: the person's own if Sally knows it and this browser does, else the browser's. */
export function zoneOf(wanted: string): string {
  if (wanted) {
    try {
      new Intl.DateTimeFormat("en", { timeZone: wanted });
      return wanted;
    } catch {
      // Not a zone this browser knows.
    }
  }
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export interface Moments {
  /** UTC instant (RFC 3339), or a date for all-day events; the end is exclusive. */
  readonly start: string;
  readonly end: string;
  readonly is_all_day: boolean;
}

/** The day an event is listed under, as YYYY-MM-DD: its first day in the zone, or its date. */
export function dayOf(event: Moments, zone: string): string {
  if (event.is_all_day) return event.start.slice(0, 10);
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit",
  }).formatToParts(new Date(event.start));
  const part = (type: string): string => parts.find((p) => p.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

/** A day as a heading: "Tuesday, 3 March 2026". */
export function dayText(day: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone: "UTC", weekday: "long", day: "numeric", month: "long", year: "numeric",
  }).format(new Date(`${day}T00:00:00Z`));
}

/** When an event is, on its day: "09:00 – 10:30"; with dates where it ends on another day; empty for one whole day. */
export function spanText(event: Moments, zone: string, locale: string): string {
  if (event.is_all_day) {
    const first = new Date(`${event.start.slice(0, 10)}T00:00:00Z`);
    const last = new Date(Date.parse(`${event.end.slice(0, 10)}T00:00:00Z`) - 86_400_000);
    if (last <= first) return "";
    const format = new Intl.DateTimeFormat(locale, { timeZone: "UTC", day: "numeric", month: "short" });
    return `${format.format(first)} – ${format.format(last)}`;
  }
  const start = new Date(event.start);
  const end = new Date(event.end);
  const clock = new Intl.DateTimeFormat(locale, { timeZone: zone, timeStyle: "short" });
  const date = new Intl.DateTimeFormat(locale, { timeZone: zone, day: "numeric", month: "short" });
  const isSameDay = dayOf(event, zone) === dayOf({ ...event, start: event.end }, zone);
  const until = isSameDay ? clock.format(end) : `${date.format(end)}, ${clock.format(end)}`;
  return end > start ? `${clock.format(start)} – ${until}` : clock.format(start);
}

/** An instant with date and time, for "last sync" and activity. */
export function instantText(instant: string, zone: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone: zone, dateStyle: "medium", timeStyle: "short" }).format(new Date(instant));
}
