/** Where a person says that the content of a version is. */
export type RequestedSource =
  /** A folder on this machine, as `packages/NAME/VERSION` holds it. */
  | { readonly kind: 'folder'; readonly path: string }
  /** A branch, tag or commit of the storage, and the path of the package's folder there. */
  | { readonly kind: 'ref'; readonly ref: string; readonly path: string }
  /** An open pull request that somebody else made. */
  | { readonly kind: 'pull-request'; readonly number: number }
  /** It stands on a branch of the pipeline already: the most mature one counts. */
  | { readonly kind: 'storage' };
