/** The style of a page, on the screen and on paper (A4). It holds neither `<` nor `&`: it stands in XML as it is. */
export function style(footer: string): string {
  return `
:root { color-scheme: light; }
* { box-sizing: border-box; }
html { font: 100%/1.5 system-ui, -apple-system, "Segoe UI", "Liberation Sans", Arial, sans-serif; color: #1a1a1a; background: #fff; }
body { margin: 0 auto; max-width: 84rem; padding: 1rem 1.5rem 4rem; }
h1, h2, h3, h4 { line-height: 1.25; margin: 2rem 0 .75rem; break-after: avoid; text-wrap: balance; }
h1 { font-size: 2rem; margin-top: .25rem; }
h2 { font-size: 1.6rem; border-top: .2rem solid #1f4e79; padding-top: 1rem; margin-top: 3rem; }
h3 { font-size: 1.3rem; }
h4 { font-size: 1.1rem; }
p, ul, dl { margin: 0 0 .75rem; max-width: 46rem; }
ul { padding-left: 1.25rem; }
a { color: #0b4a8f; text-underline-offset: .15em; }
a:hover { text-decoration-thickness: .15em; }
:focus-visible { outline: .2rem solid #0b4a8f; outline-offset: .15rem; }
code { font: .9em/1.4 ui-monospace, "Liberation Mono", Consolas, monospace; overflow-wrap: anywhere; }
.skip { position: absolute; left: -100vw; background: #fff; padding: .5rem 1rem; }
.skip:focus { left: .5rem; top: .5rem; }
.over { margin: 1rem 0 0; color: #444; }
.note { border: .15rem solid #8a3a00; border-left-width: .6rem; padding: .75rem 1rem; max-width: 46rem; }
nav ul { list-style: none; padding-left: 0; }
nav ul ul { padding-left: 1.5rem; }
nav li { padding: .15rem 0; }
dl.facts { display: grid; grid-template-columns: minmax(8rem, 14rem) 1fr; gap: .35rem 1.5rem; max-width: 60rem; }
dl.facts dt { font-weight: 600; }
dl.facts dd { margin: 0; overflow-wrap: anywhere; }
.table { overflow-x: auto; margin: 0 0 1.5rem; }
table { border-collapse: collapse; width: 100%; font-size: .95rem; }
caption { text-align: left; font-weight: 600; padding: .5rem 0; }
th, td { border: 1px solid #8593a3; padding: .5rem .6rem; text-align: left; vertical-align: top; min-width: 7rem; }
thead th { background: #1f4e79; color: #fff; }
tbody th { font-weight: 400; }
.group th { background: #dde7f1; font-weight: 600; }
td p, td ul, th p, th ul { margin: 0 0 .35rem; }
td ul, th ul { padding-left: 1.1rem; }
td > :last-child, th > :last-child { margin-bottom: 0; }
.title { font-weight: 600; }
.around, .said { color: #444; font-size: .9rem; }
table.fields { min-width: 60rem; }
table.fields th:first-child { width: 24%; }
table.fields td:nth-child(2) { width: 22%; }
table.fillings { min-width: 48rem; }
table.codes { width: auto; min-width: min(100%, 36rem); }
details { border: 1px solid #8593a3; padding: .5rem 1rem; margin: 0 0 1rem; }
summary { cursor: pointer; font-weight: 600; padding: .25rem 0; }
.columns { columns: 24rem; max-width: none; column-gap: 2rem; }
.columns li { break-inside: avoid; margin-bottom: .25rem; }
dl.sign { max-width: 46rem; display: grid; grid-template-columns: 14rem 1fr; gap: 1.5rem 1rem; margin-top: 2rem; }
dl.sign dd { margin: 0; border-bottom: 1px solid #1a1a1a; min-height: 2.2rem; }
@media (max-width: 64rem) { table.fields, table.fillings { min-width: 40rem; } }
@media (max-width: 40rem) {
  body { padding: .5rem .75rem 2rem; }
  dl.facts, dl.sign { grid-template-columns: 1fr; }
  dl.facts { gap: 0; }
  dl.facts dd { margin-bottom: .5rem; }
}
@page { size: A4; margin: 16mm 14mm 20mm; @bottom-left { content: "${footer}"; font: 8pt sans-serif; } @bottom-right { content: "Seite " counter(page) " von " counter(pages); font: 8pt sans-serif; } }
@media print {
  html { font-size: 8.5pt; }
  body { max-width: none; padding: 0; }
  .skip { display: none; }
  a { color: inherit; text-decoration: none; }
  .table { overflow: visible; }
  table, table.fields, table.fillings { min-width: 0; font-size: 8pt; }
  th, td { min-width: 0; padding: 1mm 1.5mm; }
  thead th { background: #fff; color: #000; border-bottom: .5mm solid #000; }
  thead { display: table-header-group; }
  tr, .note, .sign { break-inside: avoid; }
  .group { break-after: avoid; }
  .service, .signature { break-before: page; }
  .columns { columns: 2; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
}
`;
}
