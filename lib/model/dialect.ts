/** The databases we speak; whatever differs between them is in a table that answers for each. */
export type Dialect = 'sqlite' | 'postgresql';
