import { weakEntityTag } from '../respond/entity-tag.js';

/** The forms of the document. */
export const FORMATS = ['json', 'yaml'] as const;
export type DocumentFormat = (typeof FORMATS)[number];

/** A document as it is sent. */
export interface DocumentText {
  readonly text: string;
  readonly type: string;
  readonly entityTag: string;
}

const WRITERS: Record<DocumentFormat, (document: object) => string | Promise<string>> = {
  json: (document) => `${JSON.stringify(document, null, 2)}\n`,
  yaml: async (document) => {
    const { stringify } = await import('yaml');
    return stringify(document, { aliasDuplicateObjects: false, lineWidth: 0 });
  },
};

const TYPES: Record<DocumentFormat, string> = {
  json: 'application/json; charset=utf-8',
  // RFC 9512
  yaml: 'application/yaml; charset=utf-8',
};

/** The text of a document, in one form. */
export async function documentText(
  document: object,
  format: DocumentFormat,
): Promise<DocumentText> {
  const text = await WRITERS[format](document);
  return { text, type: TYPES[format], entityTag: weakEntityTag(text) };
}
