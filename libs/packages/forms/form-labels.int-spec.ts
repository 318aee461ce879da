import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadPackages, type Packages } from '../index.js';

let packages: Packages;

beforeAll(async () => {
  packages = await loadPackages(new URL('../../../schemas', import.meta.url).pathname);
}, 60_000);
afterAll(() => packages.close());

describe('the labels of a form', () => {
  const registration = () => packages.service('99115005104000')!;
  const at = (...path: string[]) => {
    let place = registration().labels;
    for (const step of path) place = (step === '[]' ? place.items() : place.child(step))!;
    return place;
  };

  test('are its titles, however deep', () => {
    expect(at('neueWohnung', 'anschrift', 'strasse').title).toBe('Straße');
    expect(at('personen', '[]', 'geburtsname').title).toBe('Geburtsname');
  });

  test('say what a code stands for, beside the code where the sender wrote it', () => {
    expect(at('personen', '[]', 'geburtsstaat').meaning('432')).toBe('Vietnam (432)');
    expect(at('personen', '[]', 'staatsangehoerigkeiten', '[]').meaning('432')).toBe(
      'Vietnam (432)',
    );
  });

  test('say what a value stands for that a mapping translates into a code', () => {
    expect(at('neueWohnung', 'art').meaning('alleinige')).toBe('Alleinige Wohnung');
    expect(at('neueWohnung', 'art').meaning('anders')).toBeUndefined();
    expect(at('neueWohnung', 'lage').meaning('links')).toBeUndefined();
  });

  test('name the purposes of attachments', () => {
    expect(registration().purposeName('wohnungsgeberbestaetigung')).toBe(
      'Wohnungsgeberbestätigung',
    );
  });
});
