import { readXml, type XmlNode } from '../xml-node.js';
import { XML_NAMESPACE, XSD } from './namespaces.js';

/** Stands for the file in findings. */
export const XML_SCHEMA_FILE = 'the attributes of XML';

/**
 * The attributes that XML itself defines: XML 1.0, sections 2.10 (space) and 2.12 (lang), XML Base and xml:id.
 * Standards import them from the W3C, whose address is never fetched.
 */
const TEXT = `<xs:schema xmlns:xs="${XSD}" targetNamespace="${XML_NAMESPACE}">
  <xs:attribute name="lang"><xs:simpleType><xs:union memberTypes="xs:language">
    <xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value=""/></xs:restriction></xs:simpleType>
  </xs:union></xs:simpleType></xs:attribute>
  <xs:attribute name="space"><xs:simpleType><xs:restriction base="xs:NCName">
    <xs:enumeration value="default"/><xs:enumeration value="preserve"/>
  </xs:restriction></xs:simpleType></xs:attribute>
  <xs:attribute name="base" type="xs:anyURI"/>
  <xs:attribute name="id" type="xs:ID"/>
  <xs:attributeGroup name="specialAttrs">
    <xs:attribute ref="xml:base"/><xs:attribute ref="xml:lang"/><xs:attribute ref="xml:space"/><xs:attribute ref="xml:id"/>
  </xs:attributeGroup>
</xs:schema>`;

export function xmlSchema(): XmlNode {
  return readXml(Buffer.from(TEXT)).root;
}
