interface Described {
  /** Name of the environment variable, `NAHTLOS_...`. */
  env: `NAHTLOS_${string}`;
  /** One sentence for the operator; it becomes the reference documentation. */
  description: string;
}

/** A default that follows from the machine. */
export interface DerivedDefault {
  derive(): number;
  /** How the reference tells it, e.g. `half of the processors`. */
  told: string;
}

/**
 * One option of the product. An empty variable counts as not set. A `path` is made absolute from the working
 * folder. Text and paths whose default is null are optional and read as null.
 */
export type Setting = Described &
  (
    | {
        kind: 'integer' | 'number';
        /** What the number counts, e.g. `seconds`, `bytes`, `requests`. */
        unit: string;
        minimum: number;
        maximum?: number;
        default: number | DerivedDefault;
      }
    | { kind: 'text' | 'path'; default: string | null }
    | { kind: 'choice'; choices: readonly string[]; default: string }
    | { kind: 'boolean'; default: boolean }
  );

export type SettingDefinitions = Record<string, Setting>;

type ValueOf<Defined extends Setting> = Defined extends { choices: readonly (infer Choice)[] }
  ? Choice
  : Defined extends { kind: 'integer' | 'number' }
    ? number
    : Defined extends { kind: 'boolean' }
      ? boolean
      : Defined extends { default: null }
        ? string | null
        : string;

/** The values that a set of definitions gives. */
export type Settings<Definitions extends SettingDefinitions> = {
  readonly [Name in keyof Definitions]: ValueOf<Definitions[Name]>;
};

/** Keeps the literal types of the definitions, so that the values read are typed by them. */
export function defineSettings<const Definitions extends SettingDefinitions>(
  definitions: Definitions,
): Definitions {
  return definitions;
}
