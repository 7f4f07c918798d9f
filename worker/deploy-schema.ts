import { z } from 'zod';
import { duration, form, secureUrl, section, text, url, variable } from './config-fields.ts';

const FORMS =
  'automatic, manual, or a map whose mode is automatic, manual, webhook or kubernetes, such as { mode: manual, remindAfter: 30m }';

const remindAfter = duration(
  'for how long a wait for a roll-out may be quiet until it says who must do what',
).prefault('30m');

const label = (what: string) => form(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, what);

const automatic = section('Somebody or something sees to the roll-out', {
  mode: z.literal('automatic'),
  remindAfter,
});
const manual = section('A person rolls out', { mode: z.literal('manual'), remindAfter });
const webhook = section('What rolls out hears of each build by an HTTP POST', {
  mode: z.literal('webhook'),
  url: url('the URL that is told of each build, such as https://deploy.example.org/limelight'),
  secretEnv: variable('the secret that signs what is sent'),
  remindAfter,
});
const kubernetes = section('A Deployment is restarted for each build', {
  mode: z.literal('kubernetes'),
  apiUrl: secureUrl('the https URL of the API server, such as https://kubernetes.default.svc'),
  namespace: label('the namespace of the Deployment'),
  deployment: label('the name of the Deployment'),
  tokenEnv: variable('the token of a service account'),
  caEnv: variable("the authority of the API server's certificate (PEM)").optional(),
  caFile: text("the file with the authority of the API server's certificate (PEM)").optional(),
  remindAfter,
}).refine(({ caEnv, caFile }) => (caEnv === undefined) !== (caFile === undefined), {
  message: 'must have caEnv or caFile, one of them: by which authority the API server proves itself',
});

/** How the images of a stage come to its registry. */
export const deploy = z
  .union([
    z
      .enum(['automatic', 'manual'], { error: `must be ${FORMS}` })
      .describe('How images come to the registry'),
    z.discriminatedUnion('mode', [automatic, manual, webhook, kubernetes], {
      error: 'must be one of automatic, manual, webhook, kubernetes',
    }),
  ])
  .default('automatic');

/** The stage's `deploy` with its defaults filled in. */
export type DeploySection = z.output<typeof deploy>;
