/**
 * What Jenkins can be made to do wrong.
 *
 * On requests (`match` is over `METHOD path`): `dropResponseAfterAccept` (it works, the connection ends),
 * `slow` (`ms`), `500`, `502`, `503Loading`, `htmlLogin200`, `401`, `403`, `404job`, `wrongHostInLocation`,
 * `noLocation`, `refuse302`, `noStageView`.
 *
 * On builds (`match` is over `BUILD job-path #number`): `result` (`value`), `resultBeforeDone` (`ms`),
 * `failIfPackageBad` (`value` is a package), `missingBuildData`, `staleTip` (it builds the commit before),
 * `outOfOrderFinish` (it ends after the next one), `zombieBuilding`, `publishSilentlyFails`, `slowBuild` (`ms`).
 *
 * On the queue (`match` is over `QUEUE job-path`): `stuck`, `quietingDown`.
 *
 * At once, when added (`value` is a job path where one is meant): `expireLeftNow`, `restart`, `cancelQueued`,
 * `discardBuild` (`times` is the number of the build), `notParameterized`, `disabled`.
 */
export const JENKINS_FAULTS = [
  'dropResponseAfterAccept',
  'slow',
  '500',
  '502',
  '503Loading',
  'htmlLogin200',
  '401',
  '403',
  '404job',
  'wrongHostInLocation',
  'noLocation',
  'refuse302',
  'noStageView',
  'result',
  'resultBeforeDone',
  'failIfPackageBad',
  'missingBuildData',
  'staleTip',
  'outOfOrderFinish',
  'zombieBuilding',
  'publishSilentlyFails',
  'slowBuild',
  'stuck',
  'quietingDown',
  'expireLeftNow',
  'restart',
  'cancelQueued',
  'discardBuild',
  'notParameterized',
  'disabled',
] as const;

export type JenkinsFault = (typeof JENKINS_FAULTS)[number];
