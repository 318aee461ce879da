import type { TransportDescriptor } from '#domain';

export const DIRECTORY = {
  type: 'directory',
  title: 'Files in a directory',
  forPeople: true,
  fields: [
    {
      name: 'path',
      kind: 'path',
      required: true,
      description:
        'The folder in which messages appear. A relative one lies in the data folder and is created; an absolute one must exist, so that a share that is not mounted is noticed.',
    },
  ],
} as const satisfies TransportDescriptor;
