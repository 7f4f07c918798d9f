import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

/** The parts of an OpenAPI 3.0 operation that an exchange is checked with. */
export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Reference[];
  readonly requestBody?: { readonly required?: boolean; readonly content?: Content };
  readonly responses: Readonly<Record<string, Reference>>;
}

/** Anything that may be spelled out or referred to. */
export interface Reference {
  readonly $ref?: string;
  readonly name?: string;
  readonly in?: string;
  readonly required?: boolean;
  readonly schema?: object;
  readonly content?: Content;
  readonly 'x-multi-segment'?: boolean;
}

type Content = Readonly<Record<string, { readonly schema?: object }>>;

interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, Reference>>>>;
}

const FILE = new URL('../data/github-openapi.json', import.meta.url);
/** The formats of OpenAPI that say nothing about the text of a value. */
const SILENT_FORMATS = ['int64', 'repo.nwo', 'timestamp'];

/** GitHub's official document, and validators of its schemas, each compiled when first needed. */
export class OpenApi {
  readonly document: OpenApiDocument;
  readonly #ajv = new Ajv({ strict: false, allErrors: true, discriminator: false });
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor() {
    // Nullable is a word of OpenAPI 3.0: JSON Schema says the same with a type or an alternative.
    this.document = convertNullable(JSON.parse(readFileSync(FILE, 'utf8'))) as OpenApiDocument;
    formats.default(this.#ajv);
    for (const format of SILENT_FORMATS) this.#ajv.addFormat(format, true);
    this.#ajv.addSchema({ $id: 'openapi', ...this.document });
  }

  /** Follows a reference to where the thing is spelled out. */
  resolve(reference: Reference): Reference {
    const [, kind = '', name = ''] = /^#\/components\/([^/]+)\/(.+)$/.exec(reference.$ref ?? '') ?? [];
    return this.document.components[kind]?.[name] ?? reference;
  }

  /**
   * What is wrong with a value, one line each; nothing when it fits.
   *
   * @param pointer - JSON pointer of the schema in the document.
   */
  findErrors(pointer: string, value: unknown): string[] {
    const validate = this.#compiled.get(pointer) ?? this.#ajv.compile({ $ref: `openapi#${pointer}` });
    this.#compiled.set(pointer, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message = '' }) => `${instancePath || '(root)'} ${message}`,
    );
  }
}

/** Escapes one step of a JSON pointer, as it stands in the fragment of an address. */
export function pointerStep(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
}

function convertNullable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convertNullable);
  if (typeof value !== 'object' || value === null) return value;
  const {
    nullable,
    discriminator: _,
    ...rest
  } = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, convertNullable(inner)]));
  if (nullable !== true) return rest;
  return { anyOf: [{ type: 'null' }, rest] };
}
