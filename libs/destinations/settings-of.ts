import type { DestinationConfig, TransportDescriptor, TransportField } from '#domain';

type ValueOf<Field extends TransportField> = Field['kind'] extends 'number'
  ? number
  : Field['kind'] extends 'boolean'
    ? boolean
    : Field extends { choices: readonly (infer Choice)[] }
      ? Choice
      : string;

type Given<Field extends TransportField> = Field extends
  | { required: true }
  | { default: string | number | boolean }
  ? ValueOf<Field>
  : ValueOf<Field> | undefined;

/** The settings of a destination, typed by the descriptor of its transport. */
export type SettingsOf<Descriptor extends TransportDescriptor> = {
  readonly [Field in Descriptor['fields'][number] as Field['name']]: Given<Field>;
};

/** Fills in the defaults. That the settings fit the descriptor is checked when the landscape is loaded. */
export function settingsOf<Descriptor extends TransportDescriptor>(
  descriptor: Descriptor,
  config: DestinationConfig,
): SettingsOf<Descriptor> {
  return Object.fromEntries(
    descriptor.fields.map((field) => [field.name, config.settings[field.name] ?? field.default]),
  ) as SettingsOf<Descriptor>;
}
