import { validate, type DocumentNode, type GraphQLError } from 'graphql';
import { schema } from './graphql-schema.ts';

/** What GitHub says of a mistake in a query. */
export interface Mistake {
  readonly message: string;
  readonly locations: GraphQLError['locations'];
  readonly extensions?: Readonly<Record<string, string>>;
}

/** The mistakes of a query, in GitHub's words: clients read them to find out what a server does not have. */
export function findMistakes(document: DocumentNode): Mistake[] {
  return (
    validate(schema, document)
      // Unlike graphql-js GitHub lets one name stand for a text that may be null here and may not there.
      .filter(({ message }) => !message.includes('conflicting types'))
      .map(({ message, locations }) => ({ ...inWordsOfGitHub(message), locations }))
  );
}

function inWordsOfGitHub(message: string): Omit<Mistake, 'locations'> {
  const [, fieldName, typeName] = /^Cannot query field "(\w+)" on type "(\w+)"/.exec(message) ?? [];
  if (fieldName !== undefined && typeName !== undefined) {
    const extensions = { code: 'undefinedField', typeName, fieldName };
    return { message: `Field '${fieldName}' doesn't exist on type '${typeName}'`, extensions };
  }
  const [, unknown] = /^Unknown type "(\w+)"/.exec(message) ?? [];
  return {
    message: unknown === undefined ? message : `No such type ${unknown}, so it can't be a fragment condition`,
  };
}
