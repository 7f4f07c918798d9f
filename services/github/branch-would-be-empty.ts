/** Thrown instead of removing the last file of a branch: git has no branch without files worth building. */
export class BranchWouldBeEmpty extends Error {
  override readonly name = 'BranchWouldBeEmpty';
}
