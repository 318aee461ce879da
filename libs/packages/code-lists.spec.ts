import { describe, expect, test } from '@jest/globals';
import type { CodeList } from '#xoev';
import { CodeLists } from './code-lists.js';

const list = (uri: string, rows: Record<string, string>): CodeList =>
  ({
    uri,
    rows: new Map(Object.entries(rows).map(([code, name]) => [code, new Map([['n', name]])])),
  }) as unknown as CodeList;

const one = list('urn:a', { '0010': 'antrag.neu.0010' });
const two = list('urn:b', { '1120': 'prozess.bestaetigung.1120', '1': 'antrag.neu.0010' });
const three = list('urn:a', { '0020': 'antrag.neu.0020' });
const lists = new CodeLists(
  new Map([
    ['xbau-kernmodul-nachrichten_3.0', two],
    ['Nachrichtentyp_1', one],
    ['Nachrichtentyp_2', three],
    ['farbe_1', list('urn:c', { '7': 'antrag.rot.0030' })],
  ]),
);

describe('the code lists of a package', () => {
  test('are found by their id, with and without the version, and by their address', () => {
    expect(lists.named('Nachrichtentyp')).toEqual([one, three]);
    expect(lists.named('Nachrichtentyp_2')).toEqual([three]);
    expect(lists.withUri('urn:b')).toEqual([two]);
    expect(lists.idOf(three)).toBe('Nachrichtentyp_2');
  });

  test.each([
    ['antrag.neu.0010', '0010', 'Nachrichtentyp'],
    ['prozess.bestaetigung.1120', '1120', 'xbau-kernmodul-nachrichten'],
    ['antrag.rot.0030', 'antrag.rot.0030', undefined],
  ])('give the type of the message %s', (name, code, from) => {
    expect(lists.messageType(name)).toEqual({ code, list: from });
  });
});
