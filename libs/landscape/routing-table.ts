import {
  type Authority,
  areaPrefixes,
  type LevelOfAssurance,
  type Route,
  type Target,
} from '#domain';
import type { AreaTable } from './areas/area-table.js';
import { isValid, type Validity } from './calendar.js';

/** An activation that was checked. `area` is unpadded. */
export interface Activation extends Validity {
  service: string;
  area: string;
  authority: Authority;
  /** `municipality`: that of the submission's area. */
  onBehalfOf: Authority | 'municipality' | null;
  tenant: string | null;
  packageVersion: string | undefined;
  targets: Target[];
  minimumLevelOfAssurance: LevelOfAssurance | undefined;
  acceptsTests: boolean;
}

/** Which activation counts for a service in an area on a day: a few map lookups. */
export class RoutingTable {
  readonly #services = new Map<string, Map<string, Activation[]>>();

  constructor(
    activations: readonly Activation[],
    private readonly areas: AreaTable,
    private readonly landscapeVersion: string,
  ) {
    for (const activation of activations) {
      const byArea = this.#services.get(activation.service) ?? new Map<string, Activation[]>();
      this.#services.set(activation.service, byArea);
      const same = byArea.get(activation.area);
      if (same === undefined) byArea.set(activation.area, [activation]);
      else same.push(activation);
    }
  }

  services(): Iterable<string> {
    return this.#services.keys();
  }

  /** `area` is an ARS in any of its lengths, `date` a calendar date. */
  route(service: string, area: string, date: string): Route | undefined {
    const byArea = this.#services.get(service);
    if (byArea === undefined) return undefined;
    const covering = areaPrefixes(area).flatMap(
      (prefix) => byArea.get(prefix)?.filter((activation) => isValid(activation, date)) ?? [],
    );
    const [chosen, ...shorter] = covering;
    if (chosen === undefined) return undefined;
    return {
      service,
      matchedArea: chosen.area,
      authority: chosen.authority,
      onBehalfOf: this.#onBehalfOf(chosen, area),
      tenant: chosen.tenant,
      packageVersion: chosen.packageVersion,
      targets: chosen.targets,
      minimumLevelOfAssurance: chosen.minimumLevelOfAssurance,
      acceptsTests: chosen.acceptsTests,
      landscapeVersion: this.landscapeVersion,
      reason: this.#reason(chosen, shorter, area),
    };
  }

  #onBehalfOf({ onBehalfOf }: Activation, area: string): Authority | null {
    if (onBehalfOf !== 'municipality') return onBehalfOf;
    const municipality = this.areas.municipality(area);
    if (municipality === undefined) return null;
    const { ars, ags, name } = municipality;
    return { id: ars, name, keys: { ars, ...(ags === undefined ? {} : { ags }) } };
  }

  #reason(chosen: Activation, shorter: readonly Activation[], area: string): string {
    const named = (key: string) => {
      const name = this.areas.name(key);
      return name === undefined ? key : `${key} (${name})`;
    };
    const period = [
      chosen.validFrom === undefined ? '' : ` from ${chosen.validFrom}`,
      chosen.validTo === undefined ? '' : ` to ${chosen.validTo}`,
    ].join('');
    const others =
      shorter.length === 0
        ? ''
        : `, more exact than ${shorter.map((activation) => activation.area).join(' and ')}`;
    return `${named(area)} is covered by the activation for ${named(chosen.area)}${period}${others}`;
  }
}
