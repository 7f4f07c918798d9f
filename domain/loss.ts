/** A layer of an image that lost a version. */
export interface LayerPicture {
  readonly stage: string;
  /** The number of the build that the image stands on; absent when Jenkins does not know it any more. */
  readonly build?: number;
  /** Whether the commit of that build holds the version; absent where that is not known. */
  readonly holds?: boolean;
  /** Whether the stage's branch holds the version by now; absent where that is not known. */
  readonly branchHolds?: boolean;
}

/** What is known of the image of a stage whose registry lost a version. */
export interface LossPicture {
  /** The number of the build that owns the tag. */
  readonly build: number;
  /** Whether the commit that it built holds the version; absent where that is not known. */
  readonly holds?: boolean;
  readonly layers: readonly LayerPicture[];
  /** What could not be read, in sentences. */
  readonly unread: readonly string[];
}

/** Why a registry lost a version, as far as it is known: `the image of build 91 stands on staging build 40, which lacks it`. */
export function describeLoss({ build, holds, layers, unread }: LossPicture): string {
  const it = `the image of build ${build}`;
  const known = layers.flatMap((layer) =>
    layer.build === undefined ? [] : [{ ...layer, name: `${layer.stage} build ${layer.build}` }],
  );
  const unknown = layers.filter((layer) => layer.build === undefined).map(({ stage }) => stage);
  const holding = known.filter((layer) => layer.holds === true);
  const lacking = known.filter((layer) => layer.holds === false);
  const outdated = lacking.filter(({ branchHolds }) => branchHolds === true);
  const isNowhere = layers.length > 0 && layers.every(({ branchHolds }) => branchHolds === false);
  const sentences: string[] = [];
  if (holds === true) sentences.push(`${it} holds it itself; an older image may have been rolled out`);
  else if (holding.length > 0)
    sentences.push(`${it} holds it, on ${names(holding)}; an older image may have been rolled out`);
  else if (outdated.length > 0)
    sentences.push(`${it} stands on ${names(outdated)}, which ${verb(outdated)} it`);
  else if (isNowhere)
    sentences.push(`${it} lacks it, and no branch of ${list(layers.map(({ stage }) => stage))} holds it`);
  else if (lacking.length > 0) sentences.push(`${it} stands on ${names(lacking)}, which ${verb(lacking)} it`);
  else if (known.length > 0) sentences.push(`${it} stands on ${names(known)}`);
  else sentences.push(`${it} owns the tag`);
  if (unknown.length > 0 && holds !== true && holding.length === 0)
    sentences.push(`on which build of ${list(unknown)} it stands is not known`);
  return [...sentences, ...unread].join('; ');
}

function names(layers: readonly { readonly name: string }[]): string {
  return list(layers.map(({ name }) => name));
}

function verb({ length }: readonly unknown[]): string {
  return length === 1 ? 'lacks' : 'lack';
}

function list(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}
