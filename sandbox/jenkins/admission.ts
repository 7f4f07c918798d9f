import type { IncomingMessage } from 'node:http';
import { json, page, type JenkinsAnswer } from './jenkins-answer.ts';
import type { JenkinsUser, Reception, Visitor } from './users.ts';

/**
 * Decides who gets in. Nobody may look around without a name; a name with the wrong secret is refused; a password
 * needs a crumb for everything that changes something, a token does not.
 */
export function admit(
  visitor: Visitor,
  path: string,
  request: IncomingMessage,
  reception: Reception,
): { readonly user: JenkinsUser } | { readonly answer: JenkinsAnswer } {
  if (visitor.kind === 'refused') {
    const challenge = { 'www-authenticate': 'Basic realm="Jenkins"' };
    return { answer: page(401, `Invalid password/token for user: ${visitor.login}`, challenge) };
  }
  if (visitor.kind === 'anonymous') {
    return {
      answer: page(403, `Authentication required: /login?from=/${path}`, {
        'x-you-are-authenticated-as': 'anonymous',
        'x-required-permission': 'hudson.model.Hudson.Read',
      }),
    };
  }
  if (path === 'crumbIssuer/api/json') {
    const { session, crumb } = reception.issueCrumb(request.headers);
    const answer = json({
      _class: 'hudson.security.csrf.DefaultCrumbIssuer',
      crumb,
      crumbRequestField: 'Jenkins-Crumb',
    });
    const cookie = `JSESSIONID=${session}; Path=/; HttpOnly`;
    return { answer: { ...answer, headers: { ...answer.headers, 'set-cookie': cookie } } };
  }
  if (request.method === 'POST' && !visitor.withToken && !reception.hasCrumb(request.headers)) {
    return { answer: page(403, 'No valid crumb was included in the request') };
  }
  return { user: visitor.user };
}
