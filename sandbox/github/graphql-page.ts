import { GraphQLError } from 'graphql';

/** The arguments by which a connection is paged. */
export interface PageArguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

/**
 * One page of a connection.
 *
 * @param field - what GitHub calls the connection in its error.
 * @throws GraphQLError when one of `first` and `last` is above 100, and where the items are read, when neither is
 *   given, as on GitHub.
 */
export function connect<Item, Node>(
  field: string,
  items: readonly Item[],
  { first, last, after, before }: PageArguments,
  toNode: (item: Item) => Node,
) {
  const size = first ?? last;
  if (typeof size !== 'number') {
    const refusal = () => {
      throw refuse(
        `You must provide a \`first\` or \`last\` value to properly paginate the \`${field}\` connection.`,
      );
    };
    // How many there are may be asked for without any of them.
    return { totalCount: items.length, nodes: refusal, edges: refusal, pageInfo: refusal };
  }
  if (size > 100 || size < 0)
    throw refuse(
      `Requesting ${size} records on the \`${field}\` connection exceeds the \`first\` limit of 100 records.`,
    );
  const from = positionOf(after, -1) + 1;
  const to = positionOf(before, items.length);
  const start = typeof first === 'number' ? from : Math.max(from, to - size);
  const end = typeof first === 'number' ? Math.min(to, start + size) : to;
  const page = items.slice(start, end);
  return {
    totalCount: items.length,
    nodes: () => page.map(toNode),
    edges: () => page.map((item, position) => ({ cursor: cursorOf(start + position), node: toNode(item) })),
    pageInfo: {
      startCursor: page.length === 0 ? null : cursorOf(start),
      endCursor: page.length === 0 ? null : cursorOf(start + page.length - 1),
      hasPreviousPage: start > 0,
      hasNextPage: end < items.length,
    },
  };
}

/** A cursor is opaque to callers; here it is the position in the list. */
function cursorOf(position: number): string {
  return Buffer.from(`cursor:${position}`).toString('base64');
}

function positionOf(cursor: string | null | undefined, otherwise: number): number {
  if (typeof cursor !== 'string') return otherwise;
  const match = /^cursor:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8'));
  if (match === null) throw refuse(`\`${cursor}\` does not appear to be a valid cursor.`);
  return Number(match[1]);
}

function refuse(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type: 'INVALID_ARGUMENT' } });
}
