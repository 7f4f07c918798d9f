import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  type GraphQLArgument,
  type GraphQLNamedType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../../../sandbox/github/graphql-schema.ts';
import { officialSchema } from '../../contract/github-contract.ts';

/** Everything that a type promises, one line each: what is left out of it promises nothing. */
function promisesOf(type: GraphQLNamedType): string[] {
  if (isEnumType(type)) return ['enum', ...type.getValues().map(({ name }) => name)];
  if (isUnionType(type)) return ['union', ...type.getTypes().map(String)];
  if (isInputObjectType(type))
    return [
      'input',
      ...Object.values(type.getFields()).map((field) => `${field.name}: ${String(field.type)}`),
    ];
  if (!isObjectType(type) && !isInterfaceType(type)) return ['scalar'];
  return [
    isObjectType(type) ? 'type' : 'interface',
    ...type.getInterfaces().map((one) => `implements ${one.name}`),
    ...Object.values(type.getFields()).flatMap((field) => [
      `${field.name}: ${String(field.type)}`,
      ...field.args.map((argument) => `${field.name}(${describeArgument(argument)})`),
    ]),
  ];
}

function describeArgument({ name, type, defaultValue }: GraphQLArgument): string {
  return `${name}: ${String(type)} = ${JSON.stringify(defaultValue)}`;
}

const ours = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));

describe('the GraphQL schema of the stand-in is a part of the official one', () => {
  it.each(ours.map((type) => [type.name, type] as const))('%s', (name, type) => {
    const official = officialSchema().getType(name);
    expect(official === undefined ? [] : promisesOf(official)).toEqual(
      expect.arrayContaining(promisesOf(type)),
    );
  });
});
