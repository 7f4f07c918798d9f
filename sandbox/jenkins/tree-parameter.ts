interface Selection {
  readonly name: string;
  readonly inner: readonly Selection[];
  readonly from: number;
  readonly to: number;
}

/**
 * Applies Jenkins' `tree` parameter, such as `builds[number,actions[causes[userId]]]{0,20}`: keeps the named
 * fields, nested ones in brackets, a range of a list in braces. `_class` is always kept, as Jenkins does; of an
 * object that is named without brackets nothing else is.
 *
 * @throws SyntaxError when the text is no such tree.
 */
export function applyTree(value: unknown, tree: string): unknown {
  const reader = { text: tree.replaceAll(/\s/g, ''), at: 0 };
  const selections = readList(reader);
  if (reader.at < reader.text.length)
    throw new SyntaxError(`tree: unexpected "${reader.text[reader.at] ?? ''}"`);
  return pick(value, selections);
}

function pick(value: unknown, selections: readonly Selection[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((element) => pick(element, selections));
  const fields = value as Record<string, unknown>;
  const picked: Record<string, unknown> = {};
  if ('_class' in fields) picked['_class'] = fields['_class'];
  for (const { name, inner, from, to } of selections) {
    for (const key of name === '*' ? Object.keys(fields) : [name]) {
      if (!(key in fields)) continue;
      const field = fields[key];
      picked[key] = pick(Array.isArray(field) ? field.slice(from, to) : field, inner);
    }
  }
  return picked;
}

function readList(reader: { readonly text: string; at: number }): Selection[] {
  const list: Selection[] = [];
  do {
    const name = take(reader, /[\w$*.-]+/y);
    if (name === undefined) throw new SyntaxError(`tree: a name is missing at ${reader.at}`);
    let inner: Selection[] = [];
    if (take(reader, /\[/y) !== undefined) {
      inner = readList(reader);
      if (take(reader, /\]/y) === undefined) throw new SyntaxError('tree: "]" is missing');
    }
    const range = take(reader, /\{\d*(?:,\d*)?\}/y);
    const [, from = '', comma, to = ''] = /\{(\d*)(,?)(\d*)\}/.exec(range ?? '') ?? [];
    const first = Number(from);
    const end = comma === '' ? first + 1 : to === '' ? Number.POSITIVE_INFINITY : Number(to);
    list.push({ name, inner, from: first, to: range === undefined ? Number.POSITIVE_INFINITY : end });
  } while (take(reader, /,/y) !== undefined);
  return list;
}

function take(reader: { readonly text: string; at: number }, expression: RegExp): string | undefined {
  expression.lastIndex = reader.at;
  const found = expression.exec(reader.text)?.[0];
  reader.at += found?.length ?? 0;
  return found;
}
