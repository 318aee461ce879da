import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  KAFKA_SETTINGS,
  kafkaConfiguration,
  ONE_BROKER,
  RUNTIME_SETTINGS,
  SERVICES,
  SETTINGS_OF_PROGRAMS,
} from '#runtime';
import { readSettings } from '#settings';
import { COMMANDS } from '../../apps/cli/commands.js';
import { CONSOLE } from '../../apps/console/console.program.js';
import { DELIVERY } from '../../apps/delivery/delivery.program.js';
import { INTAKE } from '../../apps/intake/intake.program.js';
import { TRANSFORM } from '../../apps/transform/transform.program.js';
import { kafkaProperties } from '../../servers/kafka/properties.js';
import { composeServices, dockerfile, imageEnvironment } from './image.js';

const PROGRAMS = { intake: INTAKE, transform: TRANSFORM, delivery: DELIVERY, console: CONSOLE };
const OURS = 'nahtlos:local';

const services = composeServices();
const ours = Object.entries(services).filter(([, service]) => service.image === OURS);
const lasting = Object.entries(services).filter(([, { restart }]) => restart !== 'no');

describe('docker-compose.yml', () => {
  it('runs each of the four services', () => {
    const run = ours.flatMap(([, { command = [] }]) => command.slice(0, 1));
    expect(run).toEqual(expect.arrayContaining([...SERVICES]));
  });

  it.each(SERVICES)('tells %s what it knows, and nothing else', (name) => {
    const environment = { ...imageEnvironment(), ...services[name]?.environment };
    const definitions = { ...RUNTIME_SETTINGS, ...KAFKA_SETTINGS, ...PROGRAMS[name].settings };
    // Variables of other programs would be without effect here.
    const settings = readSettings(definitions, environment);
    expect(kafkaConfiguration(settings as never, name)?.options.brokers).toEqual(['kafka:9092']);
    expect(settings).toMatchObject({ store: expect.stringMatching(/^postgres:\/\/\w+@postgres:/) });
  });

  it('tells every program on the servers the same about them, as the tests of the servers do', () => {
    const shared = services.topics?.environment ?? {};
    expect(shared).toMatchObject(ONE_BROKER);
    for (const name of SERVICES) expect(services[name]?.environment).toMatchObject(shared);
  });

  it('gives Kafka the settings that the tests give theirs for having one broker', () => {
    const properties = kafkaProperties(
      { data: '', keyStore: '' },
      { controller: 0, plain: 0, sasl: 0, tls: 0 },
      {},
    );
    const oneBroker = /replication\.factor$|\.min\.isr$|^auto\.create|^process\.roles$/;
    const expected = Object.entries(properties)
      .filter(([name]) => oneBroker.test(name))
      .map(([name, value]) => [`KAFKA_${name.replaceAll('.', '_').toUpperCase()}`, value]);
    expect(expected.length).toBeGreaterThan(6);
    expect(services.kafka?.environment).toMatchObject(Object.fromEntries(expected));
    const [, version] = /<kafka\.version>(.+)</.exec(
      readFileSync('servers/kafka/pom.xml', 'utf8'),
    )!;
    expect(services.kafka?.image).toBe(`apache/kafka:${version}`);
  });

  it('publishes on loopback alone', () => {
    const ports = Object.values(services).flatMap((service) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(0);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  it.each(lasting)('knows whether %s is well, and starts it again', (_name, service) => {
    expect(service.healthcheck?.disable).not.toBe(true);
    expect(service.image === OURS || service.healthcheck?.test !== undefined).toBe(true);
    expect(service.restart).toBe('unless-stopped');
  });

  it.each(ours)('lets %s write nowhere but where it is allowed to', (_name, service) => {
    expect(service.read_only).toBe(true);
    expect(service.tmpfs?.map((mount) => mount.split(':')[0])).toEqual(['/tmp', '/data']);
  });

  it.each(Object.entries(services))('takes %s every privilege, and limits it', (_name, service) => {
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
    for (const limit of ['mem_limit', 'cpus', 'pids_limit']) expect(service).toHaveProperty(limit);
  });

  it.each(SERVICES)('starts %s once the topics are there', (name) => {
    expect(services[name]?.depends_on).toMatchObject({
      topics: { condition: 'service_completed_successfully' },
      postgres: { condition: 'service_healthy' },
    });
  });

  it('shows the keys of the first start to nobody but the demo', () => {
    const withKeys = Object.entries(services).filter(([, { volumes = [] }]) =>
      volumes.some((volume) => volume.startsWith('keys:')),
    );
    expect(withKeys.map(([name]) => name).sort()).toEqual(['demo', 'keys']);
  });

  it('mounts no volume at a folder that the image does not have', () => {
    const made = /install -d \S+ \S+ \S+ \S+ \S+ \S+ ([^&]+)/.exec(dockerfile().last.join('\n'));
    const folders = made?.[1]?.trim().split(' ') ?? [];
    for (const [, { volumes = [] }] of ours) {
      for (const volume of volumes) expect(folders).toContain(volume.split(':')[1]);
    }
  });
});

describe('the Dockerfile', () => {
  const { all, last } = dockerfile();

  it('sets nothing that a program does not know', () => {
    const names = Object.keys(imageEnvironment()).filter((name) => name.startsWith('NAHTLOS_'));
    const known = Object.values(RUNTIME_SETTINGS).map((setting) => setting.env as string);
    expect(names.length).toBeGreaterThan(0);
    expect([...known, ...SETTINGS_OF_PROGRAMS]).toEqual(expect.arrayContaining(names));
    expect(imageEnvironment().NODE_ENV).toBe('production');
  });

  it('builds and runs on one exact version of Node', () => {
    const bases = all.filter((line) => line.startsWith('FROM ')).map((line) => line.split(' ')[1]);
    expect(new Set(bases).size).toBe(1);
    expect(bases[0]).toMatch(/^node:20\.\d+\.\d+-bookworm-slim$/);
  });

  it('runs as nobody special, without a shell or npm between the signal and the program', () => {
    expect(last).toContain('USER 10001:10001');
    expect(last).toContain('ENTRYPOINT ["/app/container/nahtlos"]');
    expect(last.some((line) => /^HEALTHCHECK .*CMD \["node", /.test(line))).toBe(true);
  });

  it('copies nothing that the context leaves out', () => {
    const kept = readFileSync('.dockerignore', 'utf8').match(/(?<=^!).+/gm) ?? [];
    const copied = all
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(' ').slice(1, -1));
    expect(copied.length).toBeGreaterThan(0);
    for (const name of copied) {
      expect(kept).toContain(name);
      expect(existsSync(name)).toBe(true);
    }
  });
});

describe('the entry of the image', () => {
  it('runs programs that exist, and leaves no command unreachable', () => {
    const script = readFileSync('container/nahtlos', 'utf8');
    const programs = /^ {2}(.+)\)$/m.exec(script)?.[1]?.split(' | ') ?? [];
    expect(programs).toEqual([...SERVICES, 'standalone']);
    for (const name of programs) expect(existsSync(`dist/apps/${name}/main.js`)).toBe(true);
    const commands = COMMANDS.map(({ name }) => name.split(' ')[0]);
    expect(commands.filter((name) => programs.includes(name as string))).toEqual([]);
  });
});
