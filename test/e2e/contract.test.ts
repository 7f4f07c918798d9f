import { expect, it } from 'vitest';
import { World } from '../support/world.ts';

it('a world fails its test when GitHub was asked for what its documents do not know', async () => {
  const world = await World.start();
  const { url } = world.sandbox.github;
  const headers = { authorization: 'Bearer bot-token' };
  await fetch(`${url}/repos/${world.config.github.repository}/pulls?sorted=1`, { headers });
  await expect(world.close()).rejects.toThrow(
    /Not as GitHub's documents say:\nGET .*query parameter "sorted" is not declared/,
  );
});
