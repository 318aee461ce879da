import type { ActivationEntry, AuthorityEntry, Entries, Entry, KeyEntry } from '../entries.js';
import type { Client, ServiceFacts } from '../landscape.js';

/** Warns where a message would fail for want of something that only the landscape can say. */
export function warnOfNeeds(entries: Entries, services: ServiceFacts): void {
  const authorities = new Map(entries.authorities.map((entry) => [entry.value.id, entry]));
  for (const { value } of entries.activations) {
    const asks = asksOf(value, services);
    const authority = authorities.get(value.authority);
    if (asks.has('reader.key') && authority !== undefined) warnOfKeys(authority);
    for (const client of clientsOf(value.service, entries)) warnOfAuthor(client, asks);
  }
}

function asksOf({ service, targets, package: version }: ActivationEntry, services: ServiceFacts) {
  const asked = new Set<string>();
  for (const { message } of Array.isArray(targets) ? targets : []) {
    for (const one of services.message(message, { version, service })?.asks ?? []) asked.add(one);
  }
  return asked;
}

function warnOfKeys({ value, source, path }: Entry<AuthorityEntry>): void {
  if (Object.keys(value.keys ?? {}).length > 0) return;
  const message = `Messages name ${value.id} as their reader, but it has no directory key`;
  source.report([...path, 'id'], message, 'warning');
}

/** Who may send a service, by the keys that there are. */
function clientsOf(service: string, { clients, keys }: Entries): Entry<Client>[] {
  const allowed = new Set(
    keys
      .map(({ value }) => value)
      .filter((key): key is KeyEntry & { role: 'platform' } => key.role === 'platform')
      .filter((key) => key.services === 'all' || key.services.includes(service))
      .map(({ client }) => client),
  );
  return clients.filter(({ value }) => allowed.has(value.id));
}

function warnOfAuthor({ value, source, path }: Entry<Client>, asks: ReadonlySet<string>): void {
  const warn = (what: string) =>
    source.report(
      [...path, 'id'],
      `Messages that ${value.id} sends name ${what} of their author; the client has none`,
      'warning',
    );
  const { email, telephone, address } = value;
  if (asks.has('author.contact') && email === undefined && telephone === undefined) {
    warn('an e-mail address or telephone number');
  }
  if (asks.has('author.address') && address === undefined) warn('the address');
}
