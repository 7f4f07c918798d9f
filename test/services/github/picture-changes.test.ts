import { describe, expect, it } from 'vitest';
import { digestPicture } from '../../../domain/change-picture.ts';
import { headBranchName } from '../../../domain/names.ts';
import { startStorage } from './storage-fixture.ts';

/** A storage with pull requests of ours to production, one for each file, and no CI. */
async function propose(count: number) {
  const fixture = await startStorage({ storage: { production: { 'README.md': 'Read me\n' } } });
  const { github } = fixture;
  const open = async (head: string) => {
    await github.pushCommit(head, { [`${head}.txt`]: 'x\n' }, 'limelight-bot', 'Add', 'production');
    return github.openPullRequest({ title: head, head, base: 'production', login: 'limelight-bot' });
  };
  const pulls = [];
  for (let index = 0; index < count; index += 1) {
    const packageVersion = { name: 'nginx', version: `1.0.${index}` };
    pulls.push(await open(headBranchName({ kind: 'add', packageVersion, stage: 'production', round: 1 })));
  }
  const digest = async (number: number) => {
    const picture = await fixture.storage.pictureChange(number);
    return picture === null ? 'none' : digestPicture(picture);
  };
  return { ...fixture, open, pulls, digest };
}

describe('a light look at the open pull requests', () => {
  it('shows ours and those asked for besides, and nobody else’s', async () => {
    const { storage, open, pulls, github } = await propose(2);
    const theirs = await open('by-hand');
    await open('somebody-elses');
    const [first, second] = pulls;
    await github.closePullRequest(second?.number ?? 0, 'author');
    expect((await storage.pictureChanges()).map(({ number }) => number)).toEqual([first?.number]);
    expect(await storage.pictureChanges(new Set([theirs.number]))).toEqual([
      {
        number: first?.number,
        branch: 'limelight/add-nginx@1.0.0-to-production-1',
        head: first?.headSha,
        base: 'production',
        state: 'open',
        draft: false,
        queued: false,
        reviewDecision: null,
        reviews: [],
        openConversations: 0,
        checks: { state: 'none', running: false, red: 0 },
      },
      expect.objectContaining({ number: theirs.number, branch: 'by-hand' }),
    ]);
  });

  it('shows one from a fork under a name that none of ours has', async () => {
    const { storage, pulls, github } = await propose(1);
    const [ours] = pulls;
    const head = ours?.headRef ?? '';
    await github.pushToFork('stranger', head, ours?.headSha ?? '');
    const wanted = { title: 'Add', head: `stranger:${head}`, base: 'production', login: 'stranger' };
    const { number } = await github.openPullRequest(wanted);
    expect((await storage.pictureChanges(new Set([number]))).map(({ branch }) => branch)).toEqual([
      head,
      `fork:${head}`,
    ]);
    expect(await storage.pictureChange(number)).toMatchObject({ branch: `fork:${head}` });
  });

  it('asks once for each hundred', async () => {
    const { storage, calls, pulls } = await propose(101);
    const pictures = await storage.pictureChanges();
    expect(pictures.map(({ number }) => number)).toEqual(pulls.map(({ number }) => number));
    expect(calls).toEqual(['GraphQL PictureChanges', 'GraphQL PictureChanges']);
  });

  it('finds pull requests by number whatever became of them', async () => {
    const { storage, calls, pulls, github } = await propose(2);
    const [merged, closed] = pulls.map(({ number }) => number);
    await github.mergePullRequest(merged ?? 0, 'teammate');
    await github.closePullRequest(closed ?? 0, 'author');
    const pictures = await storage.pictureChangesByNumber([merged ?? 0, closed ?? 0, 4711]);
    expect(pictures.map(({ state }) => state)).toEqual(['merged', 'closed']);
    expect(calls).toEqual(['GraphQL PictureChangesByNumber']);
    expect(await storage.pictureChange(4711)).toBeNull();
    expect(await storage.pictureChangesByNumber([])).toEqual([]);
  });

  it('has another digest after each thing that a gate may heed', async () => {
    const { digest, pulls, github } = await propose(1);
    const [{ number, headSha, headRef }] = pulls as [(typeof pulls)[number]];
    const happenings: [string, () => Promise<unknown>][] = [
      ['lint runs', () => github.setCheck(headSha, 'lint', 'in_progress')],
      ['lint is red, another runs', () => github.setCheck(headSha, 'lint', 'failure')],
      ['a status waits', () => github.setStatus(headSha, 'ci', 'pending')],
      ['a status is red too', () => github.setStatus(headSha, 'ci', 'error')],
      ['lint is green', () => github.setCheck(headSha, 'lint', 'success')],
      ['all is green', () => github.setStatus(headSha, 'ci', 'success')],
      ['a reviewer asks for changes', () => github.review(number, 'teammate', 'CHANGES_REQUESTED')],
      ['and approves', () => github.review(number, 'teammate', 'APPROVED')],
      ['somebody has a remark', () => github.startConversation(number, 'teammate', 'Why?')],
      ['and is content', () => github.resolveConversations(number)],
      ['the head moves', () => github.pushCommit(headRef, { 'more.txt': 'x\n' }, 'author', 'More')],
      ['it is closed', () => github.closePullRequest(number, 'author')],
    ];
    let before = await digest(number);
    for (const [what, happen] of happenings) {
      await happen();
      const now = await digest(number);
      expect({ what, digest: now }).not.toEqual({ what, digest: before });
      expect({ what, digest: await digest(number) }).toEqual({ what, digest: now });
      before = now;
    }
  });

  it('does not heed comments of readers, nor a check that goes on', async () => {
    const { digest, pulls, github, storage } = await propose(1);
    const [{ number, headSha }] = pulls as [(typeof pulls)[number]];
    for (const name of ['lint', 'build']) await github.setCheck(headSha, name, 'in_progress');
    const before = await digest(number);
    await github.setCheck(headSha, 'lint', 'success');
    await github.review(number, 'reader', 'APPROVED');
    await storage.commentOnce({ number, marker: '<!-- nice -->', body: 'How nice' });
    await storage.label(number, ['nice']);
    expect(await digest(number)).toBe(before);
  });
});
