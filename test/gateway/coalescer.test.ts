import { describe, expect, it, vi } from 'vitest';
import { Coalescer, type CoalescerOptions } from '../../gateway/coalescer.ts';

interface Wish {
  readonly of: string;
  readonly serial: number;
}

/** Windows that end only when the coalescer is closed, unless given. */
function coalesce(change: Partial<CoalescerOptions<Wish>> = {}) {
  const done: Wish[] = [];
  const failures: boolean[] = [];
  const coalescer = new Coalescer<Wish>({
    windowMs: 3_600_000,
    atOnce: 4,
    most: 10,
    work: async (wish) => void done.push(wish),
    onFailure: (_error, _wish, again) => void failures.push(again),
    ...change,
  });
  const add = (of: string, serial = 0): boolean => coalescer.add(of, { of, serial });
  return { coalescer, add, done, failures };
}

describe('a burst of wishes', () => {
  it('is two pieces of work: one at once, and one with the latest wish for all that follow', async () => {
    const { coalescer, add, done } = coalesce();
    for (let serial = 1; serial <= 500; serial += 1) add('a', serial);
    await vi.waitFor(() => expect(done).toHaveLength(1));
    for (let serial = 501; serial <= 1_000; serial += 1) add('a', serial);
    await coalescer.close();
    expect(done.map(({ serial }) => serial)).toEqual([500, 1_000]);
  });

  it('goes on as long as it lasts, and costs nothing afterwards', async () => {
    const { coalescer, add, done } = coalesce({ windowMs: 20 });
    add('a', 1);
    await vi.waitFor(() => expect(done).toHaveLength(1));
    add('a', 2);
    await vi.waitFor(() => expect(done).toHaveLength(2));
    await vi.waitFor(() => expect(coalescer.size).toBe(0));
    add('a', 3);
    await coalescer.close();
    expect(done.map(({ serial }) => serial)).toEqual([1, 2, 3]);
  });

  it('on many things at a time is nothing that Node warns of', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on('warning', note);
    const { coalescer, add, done } = coalesce({ most: 100 });
    for (let key = 0; key < 100; key += 1) add(`key ${key}`);
    await vi.waitFor(() => expect(done).toHaveLength(100));
    await coalescer.close();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  it('keeps nobody else waiting', async () => {
    const { coalescer, add, done } = coalesce();
    add('a');
    add('a');
    add('b');
    await vi.waitFor(() => expect(done.map(({ of }) => of)).toEqual(['a', 'b']));
    await coalescer.close();
  });
});

describe('work', () => {
  it('is done on few things at once, and never twice at once on one', async () => {
    let [now, most] = [0, 0];
    const busy = new Set<string>();
    const { coalescer, add } = coalesce({
      atOnce: 3,
      windowMs: 1,
      work: async ({ of }) => {
        expect(busy.has(of)).toBe(false);
        busy.add(of);
        most = Math.max(most, (now += 1));
        await new Promise((resolve) => setTimeout(resolve, 10));
        now -= 1;
        busy.delete(of);
      },
    });
    for (const of of 'abcdefghij') add(of);
    for (const of of 'abcdefghij') add(of);
    await coalescer.close();
    expect(most).toBe(3);
  });

  it('that fails is tried again a window later, and is given up after the third time', async () => {
    let attempts = 0;
    const { add, failures, coalescer } = coalesce({
      windowMs: 5,
      work: async () => {
        attempts += 1;
        throw new Error('away');
      },
    });
    add('a');
    await vi.waitFor(() => expect(failures).toEqual([true, true, false]));
    await vi.waitFor(() => expect(coalescer.size).toBe(0));
    expect(attempts).toBe(3);
  });
});

describe('a coalescer', () => {
  it('takes no more than so many things at a time', async () => {
    const { coalescer, add } = coalesce({ most: 2 });
    expect([add('a'), add('b'), add('c'), add('a')]).toEqual([true, true, false, true]);
    await coalescer.close();
  });

  it('does what it has taken before it ends, and takes nothing more', async () => {
    const { coalescer, add, done } = coalesce();
    add('a', 1);
    await vi.waitFor(() => expect(done).toHaveLength(1));
    add('a', 2);
    const closed = coalescer.close();
    expect(add('b')).toBe(false);
    await closed;
    expect(done.map(({ serial }) => serial)).toEqual([1, 2]);
  });
});
