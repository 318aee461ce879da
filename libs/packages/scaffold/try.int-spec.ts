import { readFileSync, writeFileSync } from 'node:fs';
import { test } from '@jest/globals';
import { loadSchemaSet, messageRoots, readerWithin } from '#xoev';
import { scaffoldMessage } from './scaffold.js';
test('try', async () => {
  const root = '/work/scaffold/schemas';
  const set = await loadSchemaSet({ file: 'gewerbe/xsd/gewerbe.xsd', read: readerWithin(root) });
  const form = JSON.parse(readFileSync(`${root}/gewerbe/forms/99050012104000.schema.json`, 'utf8'));
  const element = set.globalElements().find((e) => e.name.local === 'gewerbe.anmeldung.0010')!;
  const s = scaffoldMessage({ set, root: element, form, service: '99050012104000' });
  writeFileSync('/tmp/gewerbe.yaml', s.mapping);
  console.log(s.header, s.standard, s.counts, s.skeleton.codeLists);
  const off = '/work/shared/official/xbau-kernmodul-1.3.0';
  const urlMap = JSON.parse(readFileSync(`${off}/urlmap.json`, 'utf8'));
  for (const f of ['prozessnachrichten', 'universellerAntrag']) {
    const x = await loadSchemaSet({ file: `xsd/xbau-kernmodul-${f}.xsd`, urlMap, read: readerWithin(off) });
    for (const r of messageRoots(x).messages) {
      const t = performance.now();
      const s = scaffoldMessage({ set: x, root: r, form: undefined, service: '99000000000001' });
      writeFileSync(`/tmp/xbau-${r.name.local}.yaml`, s.mapping);
      console.log(r.name.local, s.header, s.counts, s.mapping.split('\n').length, performance.now() - t);
    }
  }
}, 60000);
