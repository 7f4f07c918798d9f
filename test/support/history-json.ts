import { createRequire } from 'node:module';
import type { WorkflowHandle } from '@temporalio/client';

export type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

interface ProtoJson {
  readonly toJson: (type: unknown, message: History) => unknown;
  readonly fromJson: (type: unknown, json: unknown, options: { ignoreUnknownFields: boolean }) => History;
}
interface PatchRoot {
  readonly patchProtobufRoot: (root: unknown) => { lookupType(name: string): unknown };
}

// The SDK has the same in `proto-utils`, but npm gives its packages a protobufjs each, and they refuse one
// another's types ("type must be a Type"). So everything is taken from the side of the package with the types.
const ofSdk = createRequire(createRequire(import.meta.url).resolve('@temporalio/common'));
const ofProto = createRequire(ofSdk.resolve('@temporalio/proto'));
const { toJson, fromJson } = ofProto('protobufjs/ext/protojson') as ProtoJson;
const { patchProtobufRoot } = ofSdk('@temporalio/proto/lib/patch-protobuf-root') as PatchRoot;
const HISTORY = patchProtobufRoot(ofSdk('@temporalio/proto')).lookupType('temporal.api.history.v1.History');

/** A history as Temporal's own tools write it: `temporal workflow show -o json`. */
export function historyToJson(history: History): unknown {
  return toJson(HISTORY, history);
}

/** Reads what {@link historyToJson}, or `temporal workflow show -o json`, has written. */
export function historyFromJson(json: unknown): History {
  return fromJson(HISTORY, json, { ignoreUnknownFields: true });
}
