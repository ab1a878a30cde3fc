import { expect, it } from 'vitest';

import { pluralOf, singularOf } from './grammatical-number.js';

it.each([
  ['ShopProducts', 'ShopProduct'],
  ['Categories', 'Category'],
  ['Mice', 'Mouse'],
  ['FieldMice', 'FieldMouse'],
  ['Slices', 'Slice'],
  ['PriceSlices', 'PriceSlice'],
  ['Gases', 'Gas'],
  ['Lenses', 'Lens'],
  ['Atlases', 'Atlas'],
  ['Censuses', 'Census'],
  ['Statuses', 'Status'],
  ['SensorData', 'SensorData'],
  ['Media', 'Media'],
  ['Police', 'Police'],
  ['Teeth', 'Tooth'],
  ['Geese', 'Goose'],
  ['Dormice', 'Dormouse'],
])('%s are each one %s', (several, one) => {
  expect([singularOf(several), singularOf(one)]).toEqual([one, one]);
  expect([pluralOf(one), pluralOf(several)]).toEqual([several, several]);
});
