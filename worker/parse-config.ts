import type { z } from 'zod';
import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import { configSchema, type ConfigFile } from './config-schema.ts';
import { formatPath, InvalidConfig } from './config-problems.ts';

/**
 * Parses the text of `limelight.yaml` and checks its shape.
 *
 * @throws {@link InvalidConfig} with every problem, each with its line, its path and its fix.
 */
export function parseConfigFile(file: string, text: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new InvalidConfig(
      file,
      document.errors.map(({ message, pos }) => `line ${lines.linePos(pos[0]).line}: ${message}`),
    );
  }
  const result = configSchema.safeParse(document.toJS() ?? {});
  if (result.success) return result.data;
  throw new InvalidConfig(
    file,
    result.error.issues.flatMap(unfold).map(({ path, message }) => {
      const line = lineOf(document, path, lines);
      return `${line === undefined ? '' : `line ${line}: `}${formatPath(path) || 'the file'} ${message}`;
    }),
  );
}

interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Of several forms that all do not fit, and that have no common fix: what is wrong by the form that was meant. */
function unfold(issue: z.core.$ZodIssue): readonly Problem[] {
  if (issue.code !== 'invalid_union' || issue.message !== 'Invalid input') return [issue];
  const isOtherForm = ({ path, code }: z.core.$ZodIssue): boolean =>
    path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
  const meant = issue.errors.find((issues) => !issues.some(isOtherForm)) ?? issue.errors[0] ?? [];
  return meant.map(({ path, message }) => ({ path: [...issue.path, ...path], message }));
}

/** The line of what is at the path, or of what should contain it. */
function lineOf(document: Document, path: readonly PropertyKey[], lines: LineCounter): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}
