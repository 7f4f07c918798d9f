import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { failureOf, json, useAnsweringServer } from './answering-server.ts';

const server = useAnsweringServer();

describe('credentials', () => {
  it('are a token', async () => {
    server.answer = (response, request) =>
      json(200, { data: { viewer: { login: request.headers.authorization } } })(response, request);
    const one = server.storage();
    expect(await one.whoAmI()).toBe('token secret');
    expect(await one.whoAmI()).toBe('token secret');
    expect(server.asked).toEqual(['POST /graphql']);
  });

  it('are an app: one installation token for many calls', async () => {
    let bearer: string | undefined;
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    server.answer = (response, request) => {
      if (request.url === '/app/installations/22/access_tokens') {
        bearer = request.headers.authorization;
        const expires = new Date(Date.now() + 3_600_000).toISOString();
        json(201, { token: 'ghs_1', expires_at: expires, permissions: {} })(response, request);
      } else json(200, { data: { viewer: { login: request.headers.authorization } } })(response, request);
    };
    const auth = {
      appId: 11,
      installationId: 22,
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    };
    const one = server.storage({ auth });
    expect(await one.whoAmI()).toBe('token ghs_1');
    expect(bearer).toMatch(/^bearer ey/);
    server.answer = json(201, {});
    await one.label(7, ['x']);
    expect(server.asked).toEqual([
      'POST /app/installations/22/access_tokens',
      'POST /graphql',
      'POST /repos/acme/storage/issues/7/labels',
    ]);
    expect(server.calls.map(([operation]) => operation)).toEqual([
      'POST /app/installations/{installation_id}/access_tokens',
      'GraphQL WhoAmI',
      'POST /repos/{owner}/{repo}/issues/{issue_number}/labels',
    ]);
  });

  it('that are refused say so once', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }) as string;
    server.answer = json(404, { message: 'Integration not found' });
    const one = server.storage({ auth: { appId: 11, installationId: 22, privateKey: pem } });
    expect(await failureOf(one.whoAmI())).toMatchObject({
      status: 404,
      operation: 'POST /app/installations/{installation_id}/access_tokens',
    });
    expect(server.calls).toHaveLength(1);
  });
});

it('refuses a repository without an owner', () => {
  expect(() => server.storage({ repository: 'storage' })).toThrow('write OWNER/NAME');
});
