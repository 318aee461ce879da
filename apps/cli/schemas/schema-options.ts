/** What every command takes that loads a schema set. */
export const SCHEMA_OPTIONS = {
  'url-map': {
    value: 'JSON',
    description:
      'a JSON object of absolute addresses and the files that stand for them, relative to it',
  },
  within: {
    value: 'DIR',
    description: 'the folder that includes and imports may not leave, where it is another',
  },
} as const;
