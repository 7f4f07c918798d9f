import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { BodyReader } from '../../gateway/body-reader.ts';

/** A request whose body a test sends as it likes. */
function requestOf(length?: number) {
  const headers = length === undefined ? {} : { 'content-length': String(length) };
  const request = Object.assign(new PassThrough(), { headers });
  return { stream: request, request };
}

describe('bodies', () => {
  it('are read whole, character by character, in whatever pieces they come', async () => {
    const reader = new BodyReader({ each: 100, together: 100 });
    const { stream, request } = requestOf();
    const body = reader.read(request);
    const bytes = Buffer.from('{"title":"ünïcode"}');
    for (const byte of bytes) stream.write(Buffer.of(byte));
    stream.end();
    expect(await body).toBe('{"title":"ünïcode"}');
  });

  it('that are too large are not kept', async () => {
    const reader = new BodyReader({ each: 10, together: 100 });
    expect(await reader.read(requestOf(11).request)).toBeUndefined();
    const { stream, request } = requestOf();
    const body = reader.read(request);
    stream.end('12345678901');
    expect(await body).toBeUndefined();
  });

  it('are never more than may be held together, and there is room again when one was read', async () => {
    const reader = new BodyReader({ each: 10, together: 15 });
    const [first, second, third] = [requestOf(), requestOf(), requestOf()];
    const bodies = [reader.read(first.request), reader.read(second.request)];
    const held = once(first.stream, 'data');
    first.stream.write('1234567890');
    await held;
    second.stream.end('1234567890');
    expect(await bodies[1]).toBeUndefined();
    first.stream.end();
    expect(await bodies[0]).toBe('1234567890');
    const body = reader.read(third.request);
    third.stream.end('1234567890');
    expect(await body).toBe('1234567890');
  });

  it('whose sender goes away are an error', async () => {
    const { stream, request } = requestOf();
    const body = new BodyReader({ each: 10, together: 10 }).read(request);
    stream.destroy();
    await expect(body).rejects.toThrow('the sender went away');
  });
});
