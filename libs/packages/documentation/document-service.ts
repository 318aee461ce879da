import type { SchemaSet } from '#xoev';
import type { ServiceDefinition } from '../definitions.js';
import { FormNode } from '../forms/form-node.js';
import type { LoadedPackage } from '../load-package.js';
import { CodeBook } from './code-book.js';
import { type DocumentedMessage, documentMessage } from './document-message.js';
import { documented, type FormPlaces, formPlaces, isWithin } from './form-fields.js';
import { FormNames } from './form-names.js';
import type { RuleDocumentation, ServiceDocumentation } from './model.js';
import { serviceRules } from './rule-words.js';

/** Documents one service of a package without mistakes. */
export function documentService(
  loaded: LoadedPackage,
  set: SchemaSet,
  service: ServiceDefinition,
  examples: readonly string[],
): ServiceDocumentation {
  const { key, name, levelOfAssurance, attachments } = service;
  const places = formPlaces(FormNode.of(service.formSchema));
  const form = {
    places,
    names: new FormNames(places),
    codes: new CodeBook(loaded.lists, set, places),
  };
  const messages = loaded.mappings
    .filter(({ services, compiled }) => compiled !== undefined && services.includes(key))
    .map(({ compiled }) => documentMessage(compiled!, set, form));
  const rules = serviceRules(loaded.file, service, form.names);
  const said = loaded.file.value.services.find((one) => one.key === key);
  return {
    ...{ key, name, source: said?.source ?? '', levelOfAssurance, attachments },
    messages: messages.map((message) => withOthers(message, messages, places)),
    leftOut: leftOut(places, messages, rules, said?.unused ?? []),
    ...{ rules, examples },
  };
}

function withOthers(
  { decisive: _, used, ...message }: DocumentedMessage,
  all: readonly DocumentedMessage[],
  places: FormPlaces,
): ServiceDocumentation['messages'][number] {
  const inOthers = [...places.values()].filter(
    ({ isField, path }) => isField && !used.has(path) && all.some((other) => other.used.has(path)),
  );
  return { ...message, inOthers: inOthers.map(documented) };
}

/** The fields that end in no message. */
function leftOut(
  places: FormPlaces,
  messages: readonly DocumentedMessage[],
  rules: readonly RuleDocumentation[],
  deliberate: readonly string[],
): ServiceDocumentation['leftOut'] {
  return [...places.values()]
    .filter(({ isField, path }) => isField && !messages.some(({ used }) => used.has(path)))
    .map((place) => {
      const { path } = place;
      const reasons = [
        ...(deliberate.some((one) => isWithin(path, one)) ? ['wird bewusst nicht übernommen'] : []),
        ...(messages.some(({ decisive }) => decisive.has(path))
          ? ['entscheidet, welche anderen Angaben übernommen werden']
          : []),
        ...rules
          .filter(({ fields }) => fields.some((group) => isWithin(path, group)))
          .map(({ number }) => `wird von Regel ${number} geprüft`),
      ];
      return {
        field: documented(place),
        reasons: reasons.length === 0 ? ['wird von nichts verwendet'] : reasons,
      };
    });
}
