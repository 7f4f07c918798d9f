/** One line of a tree, with git's own mode (`40000`, not `040000`). */
export interface TreeEntry {
  readonly mode: string;
  readonly name: string;
  readonly oid: string;
}

/** Who made a commit, and when: ISO 8601 with the offset that git keeps. */
export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}

/** A commit as git stores it. */
export interface CommitContent {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

export const TREE_MODE = '40000';

/** The kind of object that an entry of this mode points to. */
export function typeOfMode(mode: string): 'tree' | 'commit' | 'blob' {
  if (mode === TREE_MODE) return 'tree';
  return mode === '160000' ? 'commit' : 'blob';
}

/** Takes the bytes of a tree object apart. */
export function decodeTree(body: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < body.length;) {
    const space = body.indexOf(32, at);
    const nul = body.indexOf(0, space);
    entries.push({
      mode: body.toString('utf8', at, space),
      name: body.toString('utf8', space + 1, nul),
      oid: body.toString('hex', nul + 1, nul + 21),
    });
    at = nul + 21;
  }
  return entries;
}

/** The bytes of a tree object, in git's order: by name, a folder as if its name ended in a slash. */
export function encodeTree(entries: readonly TreeEntry[]): Buffer {
  const sorted = entries
    .map((entry) => ({ entry, key: Buffer.from(entry.mode === TREE_MODE ? `${entry.name}/` : entry.name) }))
    .sort((a, b) => Buffer.compare(a.key, b.key));
  return Buffer.concat(
    sorted.flatMap(({ entry }) => [
      Buffer.from(`${entry.mode} ${entry.name}\0`),
      Buffer.from(entry.oid, 'hex'),
    ]),
  );
}

/** The bytes of a commit object: the same as `git commit-tree` writes for the same people and dates. */
export function encodeCommit({ tree, parents, author, committer, message }: CommitContent): Buffer {
  const lines = [
    `tree ${tree}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${formatSignature(author)}`,
    `committer ${formatSignature(committer)}`,
  ];
  return Buffer.from(`${lines.join('\n')}\n\n${message}`);
}

/** Takes the bytes of a commit object apart. */
export function decodeCommit(body: Buffer): CommitContent {
  const text = body.toString('utf8');
  const end = text.indexOf('\n\n');
  const headers = text.slice(0, end).split('\n');
  const header = (name: string) =>
    headers.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? '';
  return {
    tree: header('tree'),
    parents: headers.filter((line) => line.startsWith('parent ')).map((line) => line.slice('parent '.length)),
    author: parseSignature(header('author')),
    committer: parseSignature(header('committer')),
    message: text.slice(end + 2),
  };
}

function formatSignature({ name, email, date }: Signature): string {
  const offset = /([+-]\d\d):?(\d\d)$/.exec(date);
  const zone = offset === null ? '+0000' : `${offset[1]}${offset[2]}`;
  return `${stripCrud(name)} <${stripCrud(email)}> ${Math.floor(Date.parse(date) / 1000)} ${zone}`;
}

function parseSignature(line: string): Signature {
  const match = /^(.*?) ?<(.*)> (\d+) [+-]\d{4}$/.exec(line);
  if (match === null) return { name: line, email: '', date: new Date(0).toISOString() };
  const [, name = '', email = '', seconds] = match;
  return { name, email, date: new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z') };
}

/** What git itself leaves out of names: angle brackets and line ends anywhere, punctuation at both ends. */
function stripCrud(text: string): string {
  return text
    .replace(/^[\s.,:;<>"\\']+/, '')
    .replace(/[\s.,:;<>"\\']+$/, '')
    .replace(/[<>\n]/g, '');
}
