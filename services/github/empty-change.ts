/**
 * Thrown instead of writing a commit that changes nothing: adding what is there already, or removing what is
 * not. The caller looked at the branch before and should have seen it.
 */
export class EmptyChange extends Error {
  override readonly name = 'EmptyChange';
}
