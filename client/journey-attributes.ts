import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import type { SEARCH_ATTRIBUTES } from '../domain/search-attributes.ts';
import type { PackageVersion } from '../domain/package-version.ts';
import type { Route } from '../domain/pipeline.ts';

/** The name of a search attribute of a journey. */
export type AttributeName = keyof typeof SEARCH_ATTRIBUTES;

/** What a journey can be found by from its first moment, before its workflow says more. */
export function firstAttributes(
  { name, version }: PackageVersion,
  route: Route,
  requester: string,
): TypedSearchAttributes {
  const first: Readonly<Record<AttributeName, string>> = {
    LimelightPackage: name,
    LimelightVersion: version,
    LimelightStage: route[0] ?? '',
    LimelightStep: 'start',
    LimelightWaitingFor: 'nothing',
    LimelightAttention: 'none',
    LimelightRequester: requester,
    LimelightPullRequest: 'none',
  };
  return new TypedSearchAttributes(
    Object.entries(first).map(([attribute, value]) => ({ key: keyOf(attribute as AttributeName), value })),
  );
}

/** One attribute's value; undefined where the journey has none. */
export function readAttribute(attributes: TypedSearchAttributes, name: AttributeName): string | undefined {
  return attributes.get(keyOf(name));
}

function keyOf(name: AttributeName) {
  return defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);
}
