/** What a child sends: first when it is ready, then once for each question. */
export type Reply = { answer: unknown } | { error: string };
