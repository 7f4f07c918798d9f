/** One entry of the `errors` list of a 422. */
export interface FieldError {
  readonly resource?: string;
  readonly field?: string;
  readonly code: string;
  readonly message?: string;
}

/** Thrown by a handler to answer with GitHub's error body: `message`, `documentation_url` and perhaps `errors`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly errors: readonly (FieldError | string)[] | undefined;

  constructor(status: number, message: string, errors?: readonly (FieldError | string)[]) {
    super(message);
    this.status = status;
    this.errors = errors;
  }
}

/** What GitHub says of what does not exist, and of what the caller may not know to exist. */
export function notFound(): ApiError {
  return new ApiError(404, 'Not Found');
}

/** A 422 with one reason of GitHub's own wording. */
export function invalid(resource: string, error: Omit<FieldError, 'resource'>): ApiError {
  return new ApiError(422, 'Validation Failed', [{ resource, ...error }]);
}
