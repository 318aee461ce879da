import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ConfigurationError } from '#domain';
import { schemaSet } from '../../../test/factories/schema-files.js';
import { Validator } from '../validator.js';
import { readXml, type XmlNode } from '../xml-node.js';
import { slotsOf } from './content.js';
import { messageRoots } from './message-roots.js';

const SCHEMA = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t" elementFormDefault="qualified">
  <xs:import namespace="http://www.w3.org/XML/1998/namespace"/>
  <xs:element name="root" type="t:B"><xs:key name="k"><xs:selector xpath="t:e"/><xs:field xpath="@a"/></xs:key></xs:element>
  <xs:element name="head" type="t:A" abstract="true"/><xs:element name="member" substitutionGroup="t:head" type="t:B"/>
  <xs:complexType name="A"><xs:sequence minOccurs="0" maxOccurs="2"><xs:element name="e" type="t:S"/><xs:choice><xs:element ref="t:head"/><xs:group ref="t:G"/></xs:choice></xs:sequence><xs:attributeGroup ref="t:AG"/></xs:complexType>
  <xs:complexType name="B" block="restriction"><xs:complexContent><xs:extension base="t:A"><xs:sequence><xs:any namespace="##other" processContents="lax"/></xs:sequence><xs:anyAttribute/></xs:extension></xs:complexContent></xs:complexType>
  <xs:complexType name="C"><xs:simpleContent><xs:restriction base="t:D"><xs:maxLength value="2"/><xs:attribute name="a" use="prohibited"/></xs:restriction></xs:simpleContent></xs:complexType>
  <xs:complexType name="D"><xs:simpleContent><xs:extension base="t:S"><xs:attribute name="a" type="xs:int" fixed="1"/></xs:extension></xs:simpleContent></xs:complexType>
  <xs:group name="G"><xs:sequence><xs:element name="g" type="t:U" nillable="true"/></xs:sequence></xs:group>
  <xs:attributeGroup name="AG"><xs:attribute ref="xml:lang"/><xs:attribute name="a"><xs:simpleType><xs:list itemType="t:S"/></xs:simpleType></xs:attribute></xs:attributeGroup>
  <xs:simpleType name="S"><xs:restriction base="xs:token"><xs:enumeration value="x"/><xs:enumeration value="y"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="U"><xs:union memberTypes="t:S xs:date"/></xs:simpleType>
</xs:schema>`;

interface Tree {
  name: string;
  attributes: [string, string][];
  children: Tree[];
}

function tree({ name, attributes, children }: XmlNode): Tree {
  return { name, attributes: [...attributes], children: children.map(tree) };
}

function nodesOf(root: Tree): Tree[] {
  return [root, ...root.children.flatMap(nodesOf)];
}

function written({ name, attributes, children }: Tree): string {
  const words = attributes.map(([key, value]) => ` ${key}="${value}"`).join('');
  return `<${name}${words}>${children.map(written).join('')}</${name}>`;
}

/** Changes one thing: any element or attribute may get the name, the value or the place of any other. */
function mutate(root: Tree, [kind, at, other]: readonly [number, number, number]): void {
  const nodes = nodesOf(root);
  const node = nodes[at % nodes.length]!;
  const source = nodes[other % nodes.length]!;
  if (kind === 0) node.children.splice(other % (node.children.length + 1), 1);
  else if (kind === 1) node.children.push(structuredClone(source));
  else if (kind === 2 && node !== root) node.name = source.name;
  else if (kind === 3) node.attributes.splice(other % (node.attributes.length + 1), 1);
  else if (node.attributes.length > 0 && source.attributes.length > 0) {
    node.attributes[other % node.attributes.length]![1] =
      source.attributes[at % source.attributes.length]![1];
  }
}

test('a schema that somebody mistyped loads or is refused with places, and nothing else happens', async () => {
  const original = readXml(Buffer.from(SCHEMA)).root;
  const mutation = fc.tuple(fc.nat(4), fc.nat(200), fc.nat(200));
  let loaded = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { maxLength: 3 }), async (mutations) => {
      const changed = tree(original);
      for (const one of mutations) mutate(changed, one);
      try {
        const set = await schemaSet({ 'main.xsd': written(changed) });
        messageRoots(set);
        for (const type of set.globalTypes()) {
          set.derived(type);
          if (type.kind === 'complex') slotsOf(type, set);
        }
        Validator.compile(set).close();
        loaded += 1;
      } catch (error) {
        if (!(error instanceof ConfigurationError)) throw error;
        expect(error.findings.length).toBeGreaterThan(0);
        for (const { file, line, message } of error.findings) {
          expect({ file, isLine: line >= 1, says: message !== '' }).toEqual({
            file: 'main.xsd',
            isLine: true,
            says: true,
          });
        }
        refused += 1;
      }
    }),
    { numRuns: 500 },
  );
  expect(loaded).toBeGreaterThan(50);
  expect(refused).toBeGreaterThan(50);
});
