/** A code list with one column. */
export function genericode(uri: string, version: string, codes: readonly string[]): string {
  const name = uri.slice(uri.lastIndexOf(':') + 1);
  const rows = codes.map(
    (code) => `<Row><Value ColumnRef="code"><SimpleValue>${code}</SimpleValue></Value></Row>`,
  );
  return `<gc:CodeList xmlns:gc="http://docs.oasis-open.org/codelist/ns/genericode/1.0/">
  <Identification><ShortName>${name}</ShortName><Version>${version}</Version><CanonicalUri>${uri}</CanonicalUri><CanonicalVersionUri>${uri}_${version}</CanonicalVersionUri></Identification>
  <ColumnSet><Column Id="code"/><Key Id="k"><ColumnRef Ref="code"/></Key></ColumnSet>
  <SimpleCodeList>${rows.join('')}</SimpleCodeList></gc:CodeList>`;
}
