import { beforeEach, describe, expect, it } from '@jest/globals';
import { destination } from '../../../test/delivery/delivery-bed.js';
import { OpenConnections } from './open-connections.js';

describe('open connections', () => {
  let opened: string[];
  let closed: string[];
  let connections: OpenConnections;

  beforeEach(() => {
    opened = [];
    closed = [];
    connections = new OpenConnections({
      knowsTransport: (type) => type === 'scripted',
      open: (config) => {
        opened.push(config.name);
        return {
          deliver: async () => ({ kind: 'accepted', receipt: '' }),
          close: async () => {
            closed.push(config.name);
            if (config.name === 'stuck') throw new Error('cannot close');
          },
        };
      },
      log: { warn: () => {} },
    });
  });

  it('are shared by the attempts to a destination', () => {
    const config = destination('files');
    expect(connections.to(config)?.destination).toBe(connections.to(config)?.destination);
    expect(opened).toEqual(['files']);
  });

  it('are opened anew when the landscape brings another configuration, and closed after the last attempt', () => {
    const first = connections.to(destination('files', { name: 'old' }));
    const second = connections.to(destination('files', { name: 'new' }));
    expect(second?.destination).not.toBe(first?.destination);
    expect(closed).toEqual([]);
    first?.done();
    expect(closed).toEqual(['old']);
    second?.done();
    expect(closed).toEqual(['old']);
  });

  it('that nobody uses are closed at once when they are replaced', () => {
    connections.to(destination('files', { name: 'old' }))?.done();
    connections.to(destination('files', { name: 'new' }));
    expect(closed).toEqual(['old']);
  });

  it('are all closed at the end, also where one cannot be', async () => {
    connections.to(destination('a', { name: 'stuck' }));
    connections.to(destination('b'));
    await connections.close();
    expect(closed.sort()).toEqual(['b', 'stuck']);
  });

  it('do not exist for an unknown transport', () => {
    expect(connections.to(destination('files', { transport: 'pigeon' }))).toBeUndefined();
  });
});
