import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly profiles?: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: object;
  readonly environment?: Readonly<Record<string, string>>;
}

const compose = parse(await readFile('docker-compose.yml', 'utf8'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
};
const services = Object.entries(compose.services);

describe('docker-compose.yml', () => {
  it('starts the worker after the set-up has ended well, and that after Temporal serves', () => {
    const { worker, setup, temporal } = compose.services;
    expect(setup?.command).toEqual(['setup']);
    expect(worker?.depends_on).toEqual({ setup: { condition: 'service_completed_successfully' } });
    expect(setup?.depends_on).toEqual({ temporal: { condition: 'service_healthy' } });
    expect(temporal?.depends_on).toEqual({ postgresql: { condition: 'service_healthy' } });
  });

  it.each(services)('waits for the health of what has one (%s)', (_, { depends_on: others = {} }) => {
    for (const [other, { condition }] of Object.entries(others)) {
      expect(Object.keys(compose.services)).toContain(other);
      expect(condition === 'service_healthy').toBe(compose.services[other]?.healthcheck !== undefined);
    }
  });

  it.each(services)(
    'listens on loopback alone, with an image that does not move (%s)',
    (_, { image, ports = [] }) => {
      expect(image).toMatch(/^limelight$|:\d+(\.\d+)*$/);
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    },
  );

  it('gives each secret only to those who use it', () => {
    const holdersOf = (variable: string): string[] =>
      services.filter(([, { environment = {} }]) => variable in environment).map(([name]) => name);
    expect(holdersOf('GITHUB_TOKEN')).toEqual(['worker', 'gateway']);
    expect(holdersOf('JENKINS_TOKEN')).toEqual(['worker']);
    expect(holdersOf('GITHUB_WEBHOOK_SECRET')).toEqual(['gateway']);
  });

  it('runs the gateway only for those who want webhooks', () => {
    expect(services.filter(([, { profiles }]) => profiles !== undefined).map(([name]) => name)).toEqual([
      'gateway',
    ]);
  });
});

describe('Dockerfile', () => {
  it('runs on glibc as a user without rights', async () => {
    const lines = (await readFile('Dockerfile', 'utf8')).split('\n');
    expect(lines.filter((line) => line.startsWith('FROM'))).toEqual([
      'FROM node:24-bookworm-slim AS build',
      'FROM node:24-bookworm-slim',
    ]);
    expect(lines.indexOf('USER node')).toBeGreaterThan(lines.lastIndexOf('FROM node:24-bookworm-slim'));
  });
});
