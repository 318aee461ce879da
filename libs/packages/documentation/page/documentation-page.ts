import type { PackageDocumentation, ServiceDocumentation } from '../model.js';
import { dayText } from '../words.js';
import { codeListSection } from './code-list-section.js';
import type { Surroundings } from './element-cells.js';
import { code, html, Markup } from './markup.js';
import { messageId, serviceSection } from './service-section.js';
import { style } from './style.js';

/** How many digits of the fingerprint stand together. */
const DIGITS = 8;

/**
 * The documentation as one page of HTML that is well-formed XML too: for the screen and for A4, without scripts and
 * without anything from elsewhere. The same documentation gives the same page.
 */
export function documentationPage(documentation: PackageDocumentation): string {
  const { id, version, title, fingerprint, services, codeLists, demonstration, embeddedLimit } =
    documentation;
  const lists = new Map(codeLists.map((list, index) => [list.id, { ...list, index }]));
  const listId = (list: string) => `codeliste-${(lists.get(list)?.index ?? 0) + 1}`;
  const surroundingsOf = (service: ServiceDocumentation): Surroundings => ({
    list: listId,
    listName: (list) => {
      const { name = list, version: own = '' } = lists.get(list) ?? {};
      return `${name}, Version ${own}`;
    },
    embeddedLimit,
    rule: (number) => `${serviceId(service)}-regel-${number}`,
  });
  const footer = `${id} ${version} · Prüfsumme ${fingerprint.slice(0, DIGITS)}…`;
  const page = html`<html lang="de">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>${title}: Abbildung des Formulars auf die Nachrichten (${id} ${version})</title>
<style>${new Markup(style(footer))}</style>
</head>
<body>
<a class="skip" href="#inhalt">Zum Inhalt springen</a>
<header>
<p class="over">Verfahrenspaket ${code(id)}, Version ${version}</p>
<h1>${title}: vom Formular zur Nachricht</h1>
<p>Diese Seite zeigt, welche Angabe eines Antrags an welcher Stelle der Nachricht an das Fachverfahren steht. Sie ist zum Prüfen und Unterschreiben durch die Fachabteilung gedacht.</p>
${demonstration ? html`<p class="note"><strong>Demonstration:</strong> Der Inhalt dieses Pakets zeigt nur das Vorgehen und ist nicht für den echten Betrieb geeignet.</p>` : undefined}
</header>
${contents(documentation)}
<main id="inhalt" tabindex="-1">
${overview(documentation)}
${HOW_TO_READ}
${services.map((service) => serviceSection(serviceId(service), service, surroundingsOf(service)))}
${codeListSection(codeLists, listId)}
${signature(documentation)}
</main>
</body>
</html>
`;
  return `<!DOCTYPE html>\n${page.text}`;
}

function serviceId({ key }: ServiceDocumentation): string {
  return `leistung-${key}`;
}

function contents({ services, codeLists }: PackageDocumentation): Markup {
  const entries = services.map((service) => {
    const id = serviceId(service);
    const messages = service.messages.map(
      ({ type }, index) =>
        html`<li><a href="#${messageId(id, index)}">Nachricht ${code(type)}</a></li>`,
    );
    return html`<li><a href="#${id}">Leistung: ${service.name}</a>
<ul>${messages}<li><a href="#${id}-ohne">Felder, die in keiner Nachricht stehen</a></li>
<li><a href="#${id}-regeln">Regeln</a></li><li><a href="#${id}-beispiele">Beispiele</a></li></ul></li>
`;
  });
  return html`<nav aria-labelledby="verzeichnis">
<h2 id="verzeichnis">Inhalt</h2>
<ul>
<li><a href="#paket">Das Paket</a></li>
<li><a href="#lesen">So ist diese Seite zu lesen</a></li>
${entries}${codeLists.length === 0 ? undefined : html`<li><a href="#codelisten">Codelisten</a></li>`}
<li><a href="#pruefvermerk">Prüfvermerk</a></li>
</ul>
</nav>`;
}

function overview(documentation: PackageDocumentation): Markup {
  const { id, version, cluster, standard, validFrom, demonstration } = documentation;
  return html`<section aria-labelledby="paket">
<h2 id="paket">Das Paket</h2>
<dl class="facts">
<dt>Paket</dt><dd>${code(id)}</dd>
<dt>Version</dt><dd>${version}</dd>
<dt>Fachverfahrenscluster</dt><dd>${code(cluster)}</dd>
<dt>Standard der Nachrichten</dt><dd>${standard.name}, Version ${standard.version}</dd>
<dt>Gültig ab</dt><dd>${validFrom === undefined ? 'ohne Beginn: für alle Einreichungen' : `${dayText(validFrom)}, nach dem Tag des Eingangs`}</dd>
<dt>Demonstration</dt><dd>${demonstration ? 'ja, nicht für den echten Betrieb' : 'nein'}</dd>
<dt>Prüfsumme des Inhalts</dt><dd>${fingerprintText(documentation)}</dd>
</dl>
</section>
`;
}

function fingerprintText({ fingerprint }: PackageDocumentation): Markup {
  const groups = fingerprint.match(new RegExp(`.{1,${DIGITS}}`, 'g')) ?? [];
  return html`<code>${groups.join(' ')}</code>`;
}

const HOW_TO_READ = html`<section aria-labelledby="lesen">
<h2 id="lesen">So ist diese Seite zu lesen</h2>
<ul>
<li>Eine Nachricht besteht aus <strong>Elementen</strong>, die ineinander liegen. <code>person/name</code> heißt: das Element <code>name</code> im Element <code>person</code>. Ein <code>@</code> steht vor einer Eigenschaft des Elements davor.</li>
<li>Ein Feld des Formulars hat eine Beschriftung und darunter seinen Namen in den Daten, zum Beispiel <code>person.name</code>.</li>
<li>Was im Formular nicht angegeben ist, fehlt in der Nachricht. Leere Elemente gibt es nicht.</li>
<li><strong>Je Eintrag</strong> heißt: Für jeden Eintrag einer Liste entsteht ein eigenes Element.</li>
<li>Ein <strong>Schlüssel</strong> ist ein vereinbartes Kürzel aus einer Codeliste.</li>
<li>Gilt eine Bedingung nicht, bleibt das Element leer, oder eine andere Zeile füllt es.</li>
</ul>
</section>
`;

/** Belongs to exactly one content: the fingerprint says to which. */
function signature(documentation: PackageDocumentation): Markup {
  const { id, version, title } = documentation;
  const lines = ['Name', 'Amt und Fachabteilung', 'Datum', 'Unterschrift'];
  return html`<section class="signature" aria-labelledby="pruefvermerk">
<h2 id="pruefvermerk">Prüfvermerk</h2>
<p><strong>Ich habe die Abbildung geprüft.</strong></p>
<p>Mein Vermerk gilt für genau diesen Inhalt; mit jeder Änderung an Formular, Abbildung, Regeln, Codelisten oder Schema ändert sich die Prüfsumme, und der Vermerk gilt nicht mehr.</p>
<dl class="facts">
<dt>Paket</dt><dd>${title} (${code(id)})</dd>
<dt>Version</dt><dd>${version}</dd>
<dt>Prüfsumme des Inhalts</dt><dd>${fingerprintText(documentation)}</dd>
</dl>
<dl class="sign">${lines.map((line) => html`<dt>${line}</dt><dd>\u00a0</dd>`)}</dl>
</section>
`;
}
