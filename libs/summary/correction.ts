import { changedFields, type HandEdit, type Json, type Submission } from '#domain';
import type { Entry, Group, Notice } from './content.js';
import type { FormLabels } from './form-labels.js';
import { dayText } from './moment-text.js';
import { isPlain, NOTHING, valueText } from './value-text.js';

/** What of the posted submission an operator may have corrected. */
export type PostedSubmission = Pick<Submission, 'area' | 'data'>;

interface Corrected {
  submission: PostedSubmission;
  service: { labels: FormLabels } | undefined;
  timeZone: string;
  correction?: { at: string; posted: PostedSubmission } | undefined;
  handEdit?: HandEdit | undefined;
}

const BEFORE = 'Eingereichte Angaben vor der Berichtigung';

/** What nobody may overlook who works with what was corrected. */
export function correctionNotices({ correction, handEdit, timeZone }: Corrected): Notice[] {
  const notices: Notice[] = [];
  if (correction !== undefined) {
    notices.push({
      heading: 'Berichtigte Angaben',
      text: `Das Rechenzentrum hat Angaben dieser Einreichung am ${dayText(correction.at, timeZone)} berichtigt. Nachricht und Zusammenfassung enthalten die berichtigten Angaben. Was eingereicht wurde, steht unter „${BEFORE}“.`,
    });
  }
  if (handEdit !== undefined) {
    notices.push({
      heading: 'Von Hand berichtigte Nachricht',
      text: `Das Rechenzentrum hat die Nachricht am ${dayText(handEdit.at, timeZone)} selbst geändert. Diese Zusammenfassung zeigt die Angaben, aus denen sie vorher gebildet war; maßgeblich ist die Nachricht. Geänderte Stellen:\n${handEdit.paths.join('\n')}`,
    });
  }
  return notices;
}

/** What was posted at each place that was corrected, so that nothing of it is lost for the file. */
export function postedGroup({ correction, submission, service, timeZone }: Corrected): Group[] {
  if (correction === undefined) return [];
  const { posted } = correction;
  const fields = changedFields(posted.data, submission.data);
  const entries: Entry[] = [
    ...(posted.area === submission.area ? [] : [{ label: 'Gebiet', value: posted.area }]),
    ...fields.map((pointer) => postedEntry(pointer, posted.data, service?.labels, timeZone)),
  ];
  return [{ heading: BEFORE, paragraphs: [], entries, groups: [] }];
}

/** `Halterin oder Halter › Name`, and what had stood there. */
function postedEntry(
  pointer: string,
  data: Json,
  labels: FormLabels | undefined,
  timeZone: string,
): Entry {
  const said: string[] = [];
  let place = labels;
  let value: Json | undefined = data;
  for (const name of pointer.split('/').slice(1).map(unescaped)) {
    const items = place?.items();
    const isEntry = Array.isArray(value) || (items !== undefined && /^\d+$/.test(name));
    place = isEntry ? items : place?.child(name);
    said.push(
      isEntry ? `${place?.title ?? ''} ${Number(name) + 1}`.trim() : (place?.title ?? name),
    );
    value = memberOf(value, name);
  }
  return { label: said.join(' › '), value: postedText(value, place, timeZone) };
}

function postedText(
  value: Json | undefined,
  labels: FormLabels | undefined,
  timeZone: string,
): string {
  if (value === undefined) return NOTHING;
  return isPlain(value) ? valueText(value, labels, timeZone) : JSON.stringify(value);
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  if (Array.isArray(value)) return value[Number(name)];
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return value[name];
}

/** RFC 6901, section 4. */
function unescaped(name: string): string {
  return name.replaceAll('~1', '/').replaceAll('~0', '~');
}
