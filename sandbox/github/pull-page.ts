import type { Core } from './core.ts';
import { findPullRequest } from './pull-requests.ts';
import { contextsOf } from './reports.ts';

/** A pull request as a page for people: what it is, who says what of it, and what it changes. */
export async function renderPullPage(core: Core, number: number): Promise<string> {
  const pull = findPullRequest(core, number);
  const { files } = await core.differences.read(pull.baseSha, pull.headSha);
  const state = pull.mergedAt === null ? pull.state : `merged by ${pull.mergedBy} as ${pull.mergeCommit}`;
  const remarks = [
    ...core.state.reviews.of(number).map(({ login, state, body }) => `${login}: ${state} ${body}`),
    ...core.state.comments.of(number).map(({ login, body }) => `${login}: ${body}`),
  ];
  return `<!doctype html>
<meta charset="utf-8">
<title>${escape(pull.title)} · #${number}</title>
<style>body{font:15px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}pre{white-space:pre-wrap}</style>
<h1>${escape(pull.title)} <small>#${number}</small></h1>
<p><b>${escape(state)}</b> · ${escape(pull.author)} wants <code>${escape(pull.headRef)}</code> in
<code>${escape(pull.baseRef)}</code> · ${pull.labels.map(escape).join(', ')}</p>
<pre>${escape(pull.body ?? '')}</pre>
<h2>Checks</h2>${list(contextsOf(core, pull.headSha).map(({ name, state }) => `${name}: ${state}`))}
<h2>Conversation</h2>${list(remarks)}
<h2>${files.length} files</h2>${list(files.slice(0, 500).map(({ status, path }) => `${status} ${path}`))}
`;
}

function list(lines: readonly string[]): string {
  return `<ul>${lines.map((line) => `<li>${escape(line)}</li>`).join('')}</ul>`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
