/** Query parameters that mean the same in every collection, so that no field can be filtered by them. */
export const RESERVED_PARAMETERS = [
  'page',
  'page_size',
  'cursor',
  'search',
  'ordering',
  'fields',
] as const;
