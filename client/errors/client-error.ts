/** The base of what the client tells a person: `message` says what is the matter, `hint` what to do about it. */
export class ClientError extends Error {
  override name = 'ClientError';
  readonly hint: string;

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}
