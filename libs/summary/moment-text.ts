const formats = new Map<string, Intl.DateTimeFormat>();

/** `17.11.2026, 19:12:55 Uhr (MEZ)`; what is no moment stays as it is. */
export function momentText(iso: string, timeZone: string): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(moment)
      .map((one) => [one.type, one.value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
  const day = `${part('day')}.${part('month')}.${part('year')}`;
  const clock = `${part('hour')}:${part('minute')}:${part('second')}`;
  return `${day}, ${clock} Uhr (${part('timeZoneName')})`;
}

/** The day alone: `17.11.2026`. */
export function dayText(iso: string, timeZone: string): string {
  return momentText(iso, timeZone).split(',')[0] ?? iso;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('de-DE', {
      timeZone,
      ...{ day: '2-digit', month: '2-digit', year: 'numeric' },
      ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' },
    });
    formats.set(timeZone, format);
  }
  return format;
}
