import { describe, expect, it } from 'vitest';
import type { Ingredients } from '../../domain/layers.ts';
import { describeWitness, showsNewImage, toWitness, type Images } from '../../domain/witness.ts';

const packageVersion = { name: 'apache', version: '1.5.1' };

/** An image of its own commit on one layer, which is one of several where nobody is certain. */
function image(own: string, ...layer: string[]): Ingredients {
  return [
    { commits: [own], isKnown: true },
    { commits: layer, isKnown: layer.length > 0 },
  ];
}

const NEW = image('n', 's2');
const OLD = image('o', 's1');
const OLDER = image('p', 's1');

interface Case extends Partial<Images> {
  readonly title: string;
  readonly change: 'added' | 'dropped';
  /** Who holds the version. */
  readonly holders: readonly string[];
  readonly is: 'sure' | 'after the old one was seen' | 'no witness';
}

const cases: readonly Case[] = [
  { title: 'only the new commit holds it', change: 'added', holders: ['n'], is: 'sure' },
  { title: 'only the new layer holds it', change: 'added', holders: ['s2'], is: 'sure' },
  { title: 'an old commit holds it too', change: 'added', holders: ['n', 'p'], is: 'no witness' },
  { title: 'an old layer holds it too', change: 'added', holders: ['n', 's1'], is: 'no witness' },
  { title: 'a branch below holds it by now', change: 'added', holders: ['n', 'staging'], is: 'no witness' },
  {
    title: 'an image of before may hold it',
    change: 'added',
    holders: ['n', 's3'],
    earlier: [OLDER, image('o', 's1', 's3')],
    is: 'no witness',
  },
  {
    title: 'nobody is certain that the new layer is in the new image',
    change: 'added',
    holders: ['s2'],
    image: image('n', 's2', 's1'),
    is: 'no witness',
  },
  { title: 'all images of before hold it', change: 'dropped', holders: ['o', 'p'], is: 'sure' },
  { title: 'they hold it by their layer', change: 'dropped', holders: ['s1'], is: 'sure' },
  {
    title: 'it was born meanwhile',
    change: 'dropped',
    holders: ['o'],
    is: 'after the old one was seen',
  },
  {
    title: 'all known images of before hold it, and older ones may be out',
    change: 'dropped',
    holders: ['o', 'p'],
    areAllKnown: false,
    is: 'after the old one was seen',
  },
  {
    title: 'only the new commit holds it, and older images may be out',
    change: 'added',
    holders: ['n'],
    areAllKnown: false,
    is: 'sure',
  },
  { title: 'it was dropped before already', change: 'dropped', holders: ['p'], is: 'no witness' },
  { title: 'the new layer holds it', change: 'dropped', holders: ['o', 'p', 's2'], is: 'no witness' },
  {
    title: 'the new image may hold it by its layer',
    change: 'dropped',
    holders: ['o', 'p', 's3'],
    image: image('n', 's2', 's3'),
    is: 'no witness',
  },
  {
    title: 'a branch below holds it by now',
    change: 'dropped',
    holders: ['o', 'p', 'staging'],
    is: 'no witness',
  },
  { title: 'nobody ever held it', change: 'dropped', holders: [], is: 'no witness' },
];

describe('a version as the witness of an image', () => {
  it.each(cases)('$change: $title: $is', ({ change, holders, is, ...given }) => {
    const images = { image: NEW, earlier: [OLDER, OLD], areAllKnown: true, branches: ['staging'], ...given };
    const witness = toWitness({ packageVersion, change }, new Set(holders), images);
    const isSure = is === 'sure';
    expect(witness).toEqual(is === 'no witness' ? undefined : { packageVersion, change, isSure });
  });

  it.each([
    ['added', true, true],
    ['added', false, false],
    ['dropped', false, true],
    ['dropped', true, false],
  ] as const)('one that was %s shows the new image when it is served: %s', (change, isServed, shows) => {
    expect(showsNewImage({ packageVersion, change, isSure: true }, isServed)).toBe(shows);
  });

  it('is named with what the build did', () => {
    const words = describeWitness({ packageVersion, change: 'dropped', isSure: true });
    expect(words).toBe('apache@1.5.1, which the build dropped');
  });
});
