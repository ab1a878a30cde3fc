import type { Awaitable } from '../declare/hook-results.types.js';
import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { countPreference } from '../respond/count-preference.js';
import { envelopeOf, frameOf, headersOf, type PageFrame } from '../respond/page-frame.js';
import { PageUrls } from '../respond/page-urls.js';
import type { Envelope } from '../respond/row.renderer.js';
import type { CollectionReader } from '../service/collection.reader.js';
import type { EndpointHooks } from '../service/endpoint-hooks.js';
import type { Row } from '../store/row.interface.js';
import { type FieldRights, whenHiddenIsKnown } from './field-rights.interface.js';

/** What makes a responder. */
export interface CollectionResponderParts {
  readonly reader: CollectionReader;
  readonly hooks: EndpointHooks;
  readonly fields: FieldRights;
  /** Where clients see the application's root, if the options say so. */
  readonly publicUrl: string | undefined;
}

/** A page as it leaves, but for the form of its rows. */
export interface CollectionAnswer {
  readonly rows: readonly Row[];
  /** Positions in `model.columns`. */
  readonly shown: readonly number[];
  readonly frame: PageFrame;
  /** Of the frame, with the URLs of the request, as `headers` are. */
  readonly envelope: Envelope;
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers a GET of the collection, whether a hook is around it or not. */
export class CollectionResponder {
  constructor(private readonly parts: CollectionResponderParts) {}

  /**
   * The members that the request wants to see of each resource: positions in `model.columns`.
   *
   * @returns a promise only where what the caller may not see has to be waited for
   */
  shown(request: LightApiRequest): Awaitable<readonly number[]> {
    const { reader, fields } = this.parts;
    const parameters = reader.parameters(request.url);
    return whenHiddenIsKnown(fields, request, (hidden) => reader.shown(parameters, hidden));
  }

  /** @throws {@link MalformedRequestError}, {@link OutOfScopeError} */
  async answer(request: LightApiRequest): Promise<CollectionAnswer> {
    const { reader, hooks, fields } = this.parts;
    const parameters = reader.parameters(request.url);
    const hidden = await fields.hidden(request);
    const shown = reader.shown(parameters, hidden);
    const conditions = await hooks.collectionConditions(request);
    const count = countPreference(request.headers.prefer);
    const page = await reader.read({ parameters, conditions, request, count, hidden });
    const frame = frameOf(page, count);
    return { rows: page.rows, shown, frame, ...this.framed(request, frame, parameters) };
  }

  /** What stands around a page, as one request sees it. */
  framed(
    request: LightApiRequest,
    frame: PageFrame,
    parameters = this.parts.reader.parameters(request.url),
  ): Pick<CollectionAnswer, 'envelope' | 'headers'> {
    const urls = new PageUrls(request, parameters, this.parts.publicUrl);
    return { envelope: envelopeOf(frame, urls), headers: headersOf(frame, urls) };
  }
}
