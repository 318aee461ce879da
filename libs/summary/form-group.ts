import type { Json, JsonObject } from '#domain';
import type { Entry, Group } from './content.js';
import type { FormLabels } from './form-labels.js';
import { isPlain, NOTHING, valueText } from './value-text.js';

/** Groups inside of groups; what lies deeper is shown as the JSON that it is. */
const DEEPEST = 10;

/**
 * Form data as headings and entries, in the order of the form. What stands directly at a place comes before the groups
 * inside of it, so that every entry is below its own heading. Names that the form does not know stand as they were sent.
 */
export function formGroup(
  heading: string,
  data: JsonObject,
  labels: FormLabels | undefined,
  timeZone: string,
): Group {
  return groupOf(heading, data, labels, { timeZone, depth: 0 });
}

interface Where {
  timeZone: string;
  depth: number;
}

function groupOf(
  heading: string,
  data: JsonObject,
  labels: FormLabels | undefined,
  where: Where,
): Group {
  const entries: Entry[] = [];
  const groups: Group[] = [];
  const inside = { ...where, depth: where.depth + 1 };
  for (const name of namesIn(data, labels)) {
    const value = data[name] as Json;
    const place = labels?.child(name);
    const said = membersOf(place?.title ?? name, value, place, inside);
    entries.push(...said.entries);
    groups.push(...said.groups);
  }
  return { heading, paragraphs: [], entries, groups };
}

function membersOf(
  label: string,
  value: Json,
  labels: FormLabels | undefined,
  where: Where,
): Pick<Group, 'entries' | 'groups'> {
  const entry = (text: string) => ({ entries: [{ label, value: text }], groups: [] });
  if (isPlain(value)) return entry(valueText(value, labels, where.timeZone));
  if (Object.keys(value).length === 0) return entry(NOTHING);
  if (where.depth > DEEPEST) return entry(JSON.stringify(value));
  if (!Array.isArray(value)) {
    return { entries: [], groups: [groupOf(label, value, labels, where)] };
  }
  const item = labels?.items();
  if (value.every(isPlain)) {
    return entry(value.map((one) => valueText(one, item, where.timeZone)).join('\n'));
  }
  const inside = { ...where, depth: where.depth + 1 };
  const numbered = value.map((one, index) =>
    membersOf(`${item?.title ?? label} ${index + 1}`, one, item, inside),
  );
  return {
    entries: numbered.flatMap(({ entries }) => entries),
    groups: numbered.flatMap(({ groups }) => groups),
  };
}

function namesIn(data: JsonObject, labels: FormLabels | undefined): string[] {
  const known = (labels?.names() ?? []).filter((name) => Object.hasOwn(data, name));
  return [...new Set([...known, ...Object.keys(data)])];
}
