import { describe, expect, it } from 'vitest';
import { describeLoss, type LayerPicture, type LossPicture } from '../../domain/loss.ts';

const staging: LayerPicture = { stage: 'staging', build: 40, holds: false, branchHolds: true };
const production: LayerPicture = { stage: 'production', build: 12, holds: false, branchHolds: false };

const cases: readonly (Partial<LossPicture> & { readonly says: string })[] = [
  {
    layers: [staging, production],
    says: 'the image of build 91 stands on staging build 40, which lacks it',
  },
  {
    layers: [staging, { ...production, branchHolds: true }],
    says: 'the image of build 91 stands on staging build 40 and production build 12, which lack it',
  },
  {
    layers: [{ ...staging, holds: true }, production],
    says: 'the image of build 91 holds it, on staging build 40; an older image may have been rolled out',
  },
  {
    holds: true,
    layers: [staging, production],
    says: 'the image of build 91 holds it itself; an older image may have been rolled out',
  },
  {
    layers: [{ ...staging, branchHolds: false }, production],
    says: 'the image of build 91 lacks it, and no branch of staging and production holds it',
  },
  {
    layers: [{ stage: 'staging', branchHolds: true }, production],
    says: 'the image of build 91 stands on production build 12, which lacks it; on which build of staging it stands is not known',
  },
  {
    layers: [{ stage: 'staging', build: 40 }],
    unread: ['what it holds could not be read: GitHub is down'],
    says: 'the image of build 91 stands on staging build 40; what it holds could not be read: GitHub is down',
  },
  {
    layers: [],
    unread: ['the builds of staging could not be read: 503'],
    says: 'the image of build 91 owns the tag; the builds of staging could not be read: 503',
  },
];

describe('why a registry lost a version', () => {
  it.each(cases)('$says', ({ says, layers = [], ...given }) => {
    expect(describeLoss({ build: 91, unread: [], layers, ...given })).toBe(says);
  });
});
