import type { XmlNode } from '../xml-node.js';
import type { Documented } from './model.js';

/** One schema document in the role it plays: a file included into two namespaces is two documents. */
export interface SchemaDocument extends Omit<Documented, 'place'> {
  readonly id: number;
  /** Relative to the allowed folder. */
  file: string;
  /** The namespace its components belong to; taken from the includer where the file names none. */
  namespace: string;
  root: XmlNode;
  /** Namespaces whose components it may name. */
  imports: Set<string>;
}
