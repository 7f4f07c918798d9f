import { z } from 'zod';
import type { FaultKinds } from '../faults/fault-kind.ts';

const REQUEST = 'METHOD /path?query';
const BUILD = 'BUILD job-path #number';
const QUEUE = 'QUEUE job-path';
const JOB = {
  says: 'the path of a job, such as job/package-storage/job/snapshot; every job unless given',
  shape: z.string().startsWith('job/'),
  optional: true,
};

/** What Jenkins can be made to do wrong. */
export const JENKINS_FAULTS = {
  dropResponseAfterAccept: { does: 'a POST works, and the connection ends without an answer', on: REQUEST },
  slow: { does: 'answers late', on: REQUEST, ms: 'how late; 1000 unless given' },
  '500': { does: 'a plugin fails', on: REQUEST },
  '502': { does: 'a proxy answers in its place', on: REQUEST },
  '503Loading': {
    does: 'is getting ready to work, as after a restart',
    on: REQUEST,
    ms: 'for how long; until it is used up or cleared unless given',
    passes: true,
  },
  htmlLogin200: { does: 'a login page comes with status 200', on: REQUEST },
  '401': { does: 'the token is not valid any more', on: REQUEST },
  '403': { does: 'the user may not do this any more', on: REQUEST },
  '404job': { does: 'there is nothing at this address, as after a folder was renamed', on: REQUEST },
  wrongHostInLocation: { does: 'a trigger is answered with an address inside its own network', on: REQUEST },
  noLocation: { does: 'a trigger is answered without an address', on: REQUEST },
  refuse302: { does: 'a trigger is refused by a redirection to where one is', on: REQUEST },
  noStageView: { does: 'the plugin that shows stages is not installed', on: REQUEST },
  result: {
    does: 'a build ends with another result, and publishes nothing unless it is UNSTABLE',
    on: BUILD,
    value: {
      says: 'UNSTABLE, FAILURE, NOT_BUILT or ABORTED',
      shape: z.enum(['UNSTABLE', 'FAILURE', 'NOT_BUILT', 'ABORTED']),
    },
  },
  resultBeforeDone: {
    does: 'a build has its result, and runs on for a while',
    on: BUILD,
    ms: 'for how long; 1000 unless given',
  },
  failIfPackageBad: {
    does: 'the registry in the image does not start, for a package that is broken',
    on: BUILD,
    value: { says: 'the name of a package', shape: z.string().min(1) },
  },
  missingBuildData: { does: 'a build does not tell which commit it built', on: BUILD },
  staleTip: { does: 'a build reads the branch as it was a commit ago', on: BUILD },
  outOfOrderFinish: { does: 'a build ends only after the next one of its job', on: BUILD },
  zombieBuilding: { does: 'a build runs for ever', on: BUILD },
  publishSilentlyFails: { does: 'a build succeeds, and its image is not published', on: BUILD },
  slowBuild: { does: 'a build takes longer', on: BUILD, ms: 'how much longer', needsMs: true },
  stuck: {
    does: 'a request stays in the queue, waiting for an executor, until the fault is cleared',
    on: QUEUE,
  },
  quietingDown: {
    does: 'a request stays in the queue, for Jenkins is about to shut down, until the fault is cleared',
    on: QUEUE,
  },
  expireLeftNow: { does: 'forgets the requests that left the queue, as after five minutes', atOnce: true },
  restart: { does: 'goes down and comes back: what runs is aborted', atOnce: true },
  restartIdsLost: {
    does: 'goes down and comes back without its queue: what runs is aborted, what waits is forgotten, and the ids begin anew',
    atOnce: true,
  },
  cancelQueued: { does: 'somebody cancels the requests in the queue', atOnce: true, value: JOB },
  discardBuild: {
    does: 'a build is removed, as when more than 20 are there',
    atOnce: true,
    value: JOB,
    times: 'the number of the build',
  },
  notParameterized: {
    does: 'the parameters of a job are not known, as before its first build',
    atOnce: true,
    value: JOB,
  },
  disabled: { does: 'a job is disabled', lasting: true, value: JOB },
} as const satisfies FaultKinds;

export type JenkinsFault = keyof typeof JENKINS_FAULTS;
