/** Thrown instead of moving or deleting a branch or ref whose name is not one that Limelight gives. */
export class NotOurRef extends Error {
  override readonly name = 'NotOurRef';
  readonly ref: string;

  constructor(ref: string) {
    super(`"${ref}" is not a name that Limelight gives: it is neither moved nor deleted.`);
    this.ref = ref;
  }
}
