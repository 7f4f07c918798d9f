import * as cast from './cast.ts';
import type { Expectation } from './transcript.ts';

const LIST = 'limelight list';
const ATTENTION = 'limelight list --attention';
const CLOSED = 'limelight list --closed';

/** What people must read in the evening. What all screens must say alike is expected besides. */
export const EXPECTATIONS: readonly Expectation[] = [
  ...inList(cast.ONE_OF_TWO, 'add-staging', 'waits for approval', 'rita'),
  ...inList(cast.NONE_OF_ONE, 'add-snapshot', 'waits for approval', 'otto'),
  ...inList(cast.HELD, 'add-snapshot', '.*hold', 'rita'),
  ...inList(cast.SOAKING, 'add-production', '.*soak', 'otto'),
  ...inList(cast.UNSERVED, 'verify-production', 'waits for registry', 'rita'),
  ...needsPerson(cast.RED, 'add-snapshot', 'checks are red'),
  ...needsPerson(cast.REJECTED, 'add-snapshot', 'its pull request was rejected'),
  ...needsPerson(cast.CHANGED, 'add-staging', 'a branch or registry holds other content'),
  { in: CLOSED, line: row('✓', cast.STAR, 'star', 'a certified star') },
  { in: CLOSED, line: row('✓', cast.WITHDRAWN, 'star', 'a certified star') },
  { in: CLOSED, line: row('✓', cast.WITHDRAWN, 'withdrawn', 'withdrawn') },

  ...why(
    cast.STAR,
    /^spotlight@1\.0\.0 is a certified star$/,
    '- Where: 11 of 11 steps done, on the route snapshot → production',
    '- Who can act: nobody needs to',
  ),
  ...why(
    cast.WITHDRAWN,
    'prompter@1.0.0 is withdrawn: no branch holds it, no registry serves it',
    '- If nobody acts: it stays so',
  ),
  ...why(
    cast.ONE_OF_TWO,
    /^curtain@0\.2\.0 waits: 1 of 2 approvals \(ada\) of pull request #\d+.*; the last by ada at /,
    /^- Where: step \d+ of 17, add to staging, on the route snapshot → staging → production$/,
    /^- Open: pull request #\d+, http/,
    /^ {2}- review \(ada or teammate, but limelight-bot and rita\): http.*\/pull\/\d+$/,
    /^ {2}- approve \(.*\): `limelight approve curtain@0\.2\.0 --head [0-9a-f]{12}`$/,
    /^- Next.*: merges by itself when enough people have approved; /,
  ),
  ...why(
    cast.NONE_OF_ONE,
    /^backdrop@1\.0\.0 waits: 0 of 1 approvals of pull request #\d+, by a GitHub review or `limelight approve`/,
    /^ {2}- review \(anybody with write access but limelight-bot and otto\): http/,
  ),
  ...why(
    cast.HELD,
    /^trapdoor@1\.0\.0 waits: held by ada: wait for the release notes /,
    '  - let it go on (anybody): `limelight resume trapdoor@1.0.0`',
    /^- Next.*: nothing: it looks, and changes nothing$/,
  ),
  ...why(
    cast.RED,
    /^footlights@2\.2\.0 needs attention: red: ci\/package-storage, integration, lint; /,
    '  - try again (anybody): `limelight retry footlights@2.2.0`',
    /^- Next.*: goes on by itself when the checks are green; /,
  ),
  ...why(
    cast.REJECTED,
    /^scrim@1\.0\.0 needs attention: ada rejected pull request #\d+: the dashboards are broken; /,
    /^ {2}- approve after all \(ada\): `limelight approve scrim@1\.0\.0/,
  ),
  ...why(
    cast.CHANGED,
    'fresnel@1.0.0 needs attention: staging holds other content of packages/fresnel/1.0.0: 1 changed (docs/README.md)',
    '  - carry on what staging holds (anybody): `limelight accept-content fresnel@1.0.0 --reason WHY`',
  ),
  ...why(
    cast.SOAKING,
    /^overture@1\.0\.0 waits: it soaks in staging until \d{4}-.*; then it goes on by itself$/,
    '  - go on before that (anybody): `limelight promote overture@1.0.0 --skip-soak --reason WHY`',
    /^- Next.*: goes on by itself at \d{4}-\d\d-\d\d \d\d:\d\d UTC$/,
  ),
  ...why(
    cast.UNSERVED,
    'encore@1.0.0 waits: for the registry of production to serve encore@1.0.0',
    /^ {2}- roll it out, then say so \(whoever rolls out production\): `limelight deployed production --build \d+`$/,
  ),

  ...history(
    cast.STAR,
    / ▶ +rita: started on the route snapshot → production$/,
    / ✓ .*add to production: #\d+ http.* merged by limelight-bot .* approved by teammate$/,
    / ✓ .*remove from snapshot: #\d+ http.* merged by limelight-bot /,
    / ■ .*spotlight@1\.0\.0 is a certified star$/,
  ),
  ...history(
    cast.WITHDRAWN,
    / ▶ +ada: started /,
    / ✓ .*remove from snapshot: #\d+ http.* merged by limelight-bot /,
    / ✓ .*the registry of snapshot.* answers 404 for prompter@1\.0\.0.*serves no version of prompter any more$/,
    / ■ .*prompter@1\.0\.0 is withdrawn/,
  ),
  ...history(cast.ONE_OF_TWO, / ● +ada: approve \(#\d+ at [0-9a-f]{7}\): "dashboards looked at"$/),
  ...history(cast.NONE_OF_ONE, / ◷ +waits: 0 of 1 approvals of pull request #\d+/),
  ...history(cast.HELD, / ● +ada: hold: "wait for the release notes"$/),
  ...history(cast.RED, / ⚠ +needs attention: red: ci\/package-storage/),
  ...history(cast.REJECTED, / ● +ada: reject \(#\d+ at [0-9a-f]{7}\): "the dashboards are broken"$/),
  ...history(
    cast.CHANGED,
    / ✓ .*add to snapshot: #\d+ http.* approved by ada$/,
    / ⚠ +needs attention: staging holds other content of packages\/fresnel\/1\.0\.0/,
  ),
  ...history(
    cast.SOAKING,
    / ✓ .*add to staging: #\d+ http.* approved by ada, teammate$/,
    / ◷ +waits: it soaks in staging until /,
  ),
  ...history(
    cast.UNSERVED,
    / ✓ .*publish the image of production: build \d+ http/,
    / ◷ +waits: for the registry of production to serve encore@1\.0\.0$/,
  ),
];

function why(version: string, ...lines: readonly (string | RegExp)[]): Expectation[] {
  return lines.map((line) => ({ in: `limelight why ${version}`, line }));
}

function history(version: string, ...lines: readonly RegExp[]): Expectation[] {
  return lines.map((line) => ({ in: `limelight history ${version}`, line }));
}

function inList(version: string, step: string, stands: string, requester: string): Expectation[] {
  return [{ in: LIST, line: row('◷', version, step, stands, requester) }];
}

function needsPerson(version: string, step: string, why: string): Expectation[] {
  return [LIST, ATTENTION].map((page) => ({
    in: page,
    line: row('⚠', version, step, `needs a person: ${why}`),
  }));
}

/** A line of a list; of how a journey stands, a regular expression. */
function row(mark: string, version: string, step: string, stands: string, requester = '\\w+'): RegExp {
  return RegExp(`^ *${mark} +${version.replaceAll('.', '\\.')} +${step} +${stands} +\\d.* ${requester}\\b`);
}
