/** A data schema in XDatenfelder, short: ids, names and whatever a test adds. */
export function xdatenfelder(content: string, generation: 2 | 3 = 3): Buffer {
  const namespace = { 2: 'xdatenfelder_2', 3: 'xdatenfelder_3.0.0' }[generation];
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<x:xdatenfelder.stammdatenschema.0102 xmlns:x="urn:xoev-de:fim:standard:${namespace}">
  <x:header><x:nachrichtID>1</x:nachrichtID></x:header>
  <x:stammdatenschema>${identification('S00000000001')}<x:name>Vereinsanmeldung</x:name>${content}</x:stammdatenschema>
</x:xdatenfelder.stammdatenschema.0102>`);
}

/** A field in its structure; `inner` stands inside it as it is. */
export function field(
  id: string,
  {
    anzahl = '1:1',
    feldart = 'input',
    datentyp = 'text',
    name = `Feld ${id}`,
    inner = '',
  }: Partial<Record<'anzahl' | 'feldart' | 'datentyp' | 'name' | 'inner', string>> = {},
): string {
  const codes = `<x:feldart><code>${feldart}</code></x:feldart><x:datentyp><code>${datentyp}</code></x:datentyp>`;
  return structure(
    anzahl,
    `<x:datenfeld>${identification(id)}<x:name>${name}</x:name>${codes}${inner}</x:datenfeld>`,
  );
}

export function group(id: string, content: string, anzahl = '1:1'): string {
  return structure(
    anzahl,
    `<x:datenfeldgruppe>${identification(id)}<x:name>Gruppe ${id}</x:name>${content}</x:datenfeldgruppe>`,
  );
}

export function rule(id: string, text: string): string {
  return `<x:regel>${identification(id)}<x:name>Regel ${id}</x:name><x:freitextRegel>${text.replaceAll('<', '&lt;')}</x:freitextRegel></x:regel>`;
}

export function values(...codes: string[]): string {
  const each = codes.map(
    (code) => `<x:wert><x:code>${code}</x:code><x:name>Wert ${code}</x:name></x:wert>`,
  );
  return `<x:werte>${each.join('')}</x:werte>`;
}

function structure(anzahl: string, content: string): string {
  return `<x:struktur><x:anzahl>${anzahl}</x:anzahl><x:enthaelt>${content}</x:enthaelt></x:struktur>`;
}

function identification(id: string): string {
  return `<x:identifikation><x:id>${id}</x:id><x:version>1.0.0</x:version></x:identifikation>`;
}
