import { z } from 'zod';
import { flag, form, list, section, text } from './config-fields.ts';

const LOGIN = /^@?[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?(?:\[bot\])?$/;

/** Whose approvals count at a stage. */
export const approvers = section('Whose approvals count; anybody with write access where nothing is said', {
  users: list(text('a name or a GitHub login'), 'names or GitHub logins')
    .min(1, 'must name somebody')
    .optional(),
  teams: list(
    form(/^[\w.-]+\/[\w.-]+$/, 'a team as ORGANIZATION/TEAM, such as acme/storage-owners'),
    'teams as ORGANIZATION/TEAM',
  )
    .min(1, 'must name a team')
    .optional(),
  codeowners: flag("whether the owner in the package's manifest (owner.github) may approve").optional(),
  writers: flag('whether anybody with write access to the repository may approve').optional(),
}).refine(
  ({ users, teams, codeowners, writers }) =>
    users !== undefined || teams !== undefined || codeowners === true || writers === true,
  { error: 'lets nobody approve: give users or teams, or set codeowners or writers to true' },
);

/** Who goes by which name. */
export const people = z
  .record(text("a person's name"), form(LOGIN, "the person's GitHub login"), {
    error: 'must be a map from names to GitHub logins, such as Jane Doe: janed',
  })
  .describe('GitHub logins by the names that people approve with, so that nobody counts twice');

/** What {@link approvers} comes to. */
export type ApproversConfig = z.output<typeof approvers>;
