import type { ElementDeclaration, SchemaSet } from '#xoev';
import { FormNode } from '../forms/form-node.js';
import { joinedNeeds } from './code-needs.js';
import { chooseHeader } from './header-choice.js';
import { mappingText } from './mapping-text.js';
import type { Skeleton } from './skeleton.js';
import { type StandardFacts, standardFacts } from './standard-facts.js';
import { allOf, isSure } from './targets.js';
import { SkeletonWalk } from './walk.js';

export interface ScaffoldOptions {
  set: SchemaSet;
  root: ElementDeclaration;
  /** The form schema of the service, where there is one already. */
  form: Readonly<Record<string, unknown>> | undefined;
  /** Leistungsschlüssel. */
  service: string;
}

/** What a schema and a form give for a new mapping. */
export interface Scaffold {
  skeleton: Skeleton;
  standard: StandardFacts;
  /** The header profile that fits the message. */
  header: string;
  /** The mapping file. */
  mapping: string;
  counts: { open: number; suggested: number; optional: number };
}

export function scaffoldMessage({ set, root, form, service }: ScaffoldOptions): Scaffold {
  const standard = standardFacts(root, set);
  const named = { name: standard.name ?? '-', version: standard.version ?? '-' };
  const header = chooseHeader(root, named, set);
  const node = form === undefined ? undefined : FormNode.of(form);
  const walk = new SkeletonWalk(set, root, header, node);
  const targets = walk.targets();
  const skeleton: Skeleton = {
    message: root.name.local,
    documentation: root.documentation || root.type.documentation,
    section: { targets },
    codeLists: joinedNeeds(walk.needs),
  };
  const all = allOf(targets);
  const written = all.filter(({ active }) => active);
  const suggested = written.filter(isSure).length;
  return {
    ...{ skeleton, standard, header: header.profile, mapping: mappingText(skeleton, service) },
    counts: {
      open: written.length - suggested,
      suggested,
      optional: all.length - written.length,
    },
  };
}
