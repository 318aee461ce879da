import type { DataType } from '../data-type.js';
import type { XmlNode } from '../xml-node.js';

/** What a mapping, a writer and a page need to know about an XML schema. */

export interface Place {
  file: string;
  line: number;
}

export interface QName {
  /** Empty for no namespace. */
  namespace: string;
  local: string;
}

/** One xs:documentation, white space collapsed. */
export interface Documentation {
  /** As xml:lang says, e.g. `de`. */
  language: string | undefined;
  text: string;
}

export interface Documented {
  /** The text of xs:documentation, white space collapsed; the German one where there are several languages. */
  documentation: string;
  documentations: readonly Documentation[];
  /** The title that XÖV standards give in xs:appinfo. */
  title: string | undefined;
  /** What stands in xs:appinfo, in the vocabulary of the standard. */
  appinfo: readonly XmlNode[];
  place: Place;
}

/** What a declaration forbids to those that would stand in for it: XML Schema 1.0 part 1, `block` and `final`. */
export type Exclusion = 'extension' | 'restriction' | 'substitution' | 'list' | 'union';

export interface ElementDeclaration extends Documented {
  /** As it stands in a document: the namespace is empty where the element is unqualified. */
  name: QName;
  type: TypeDefinition;
  abstract: boolean;
  nillable: boolean;
  fixed: string | undefined;
  default: string | undefined;
  /** The head of the substitution group that a global element belongs to. */
  substitutes: QName | undefined;
  block: readonly Exclusion[];
  final: readonly Exclusion[];
  constraints: readonly IdentityConstraint[];
}

/** xs:key, xs:unique or xs:keyref: libxml2 checks them; here they are data. */
export interface IdentityConstraint extends Documented {
  kind: 'key' | 'keyref' | 'unique';
  name: QName;
  /** XPaths as written, and the namespaces that their prefixes stand for. */
  selector: string;
  fields: readonly string[];
  namespaces: ReadonlyMap<string, string>;
  /** The key that a keyref refers to. */
  refers: QName | undefined;
}

export interface AttributeUse extends Documented {
  name: QName;
  type: SimpleType;
  required: boolean;
  fixed: string | undefined;
  default: string | undefined;
}

/** `maximum` is Infinity for unbounded. */
export interface Occurrence {
  minimum: number;
  maximum: number;
}

export type Particle = Occurrence &
  (
    | {
        kind: 'element';
        element: ElementDeclaration;
        /** What is said where the element is used: a reference may say more than the declaration. */
        documentation: string;
      }
    | { kind: 'sequence' | 'choice' | 'all'; particles: readonly Particle[] }
    | ({ kind: 'any' } & Wildcard)
  );

/** What xs:any and xs:anyAttribute let in. */
export interface Wildcard {
  /** As written: `##any`, `##other` or a list of namespaces, `##local` and `##targetNamespace`. */
  namespace: string;
  /** The namespace that `##other` and `##targetNamespace` speak of. */
  targetNamespace: string;
  processContents: 'strict' | 'lax' | 'skip';
}

export type TypeDefinition = SimpleType | ComplexType;

export interface ComplexType extends Documented {
  kind: 'complex';
  /** Undefined for an anonymous type. */
  name: QName | undefined;
  abstract: boolean;
  mixed: boolean;
  base: TypeDefinition | undefined;
  derivation: 'extension' | 'restriction' | undefined;
  /** Elements: the whole content, what it extends included. */
  content:
    | { kind: 'empty' }
    | { kind: 'elements'; particle: Particle }
    | { kind: 'simple'; type: SimpleType };
  attributes: readonly AttributeUse[];
  anyAttribute: boolean;
  attributeWildcards: readonly Wildcard[];
  block: readonly Exclusion[];
  final: readonly Exclusion[];
}

export interface SimpleType extends Documented {
  kind: 'simple';
  name: QName | undefined;
  variety: 'atomic' | 'list' | 'union';
  /** What it restricts; a list and a union are derived from `anySimpleType`, which alone has no base. */
  base: SimpleType | undefined;
  final: readonly Exclusion[];
  /** The built-in type at the end of the derivation, e.g. `string`, `date`. */
  builtin: string;
  facets: Facets;
  /** The data type (DIN 91379, String.Latin), where the derivation names one. */
  dataType: DataType | undefined;
  /** Of a list: its item. Of a union: its members. */
  members: readonly SimpleType[];
}

/** The facets in force, those of the base types included. */
export interface Facets {
  enumeration?: readonly string[];
  /** Every one of these has to match one of its alternatives. */
  patterns?: readonly (readonly string[])[];
  length?: number;
  minLength?: number;
  maxLength?: number;
  minInclusive?: string;
  maxInclusive?: string;
  minExclusive?: string;
  maxExclusive?: string;
  totalDigits?: number;
  fractionDigits?: number;
  whiteSpace?: string;
}

export function sameName(a: QName, b: QName): boolean {
  return a.local === b.local && a.namespace === b.namespace;
}

/** A name for use as a key and in sentences for engineers. */
export function nameKey(name: QName): string {
  return name.namespace === '' ? name.local : `{${name.namespace}}${name.local}`;
}
