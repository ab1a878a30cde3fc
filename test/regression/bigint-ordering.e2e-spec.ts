import { expect, it } from 'vitest';

import { Endpoint, Field, RestEndpoint } from '../../lib/index.js';
import { fill, listed } from '../support/collections.js';
import { describeOnEachDatabase, serve } from '../support/nest-app.js';

@Endpoint('/ledgers', { filtering: { ordering: ['total'] } })
class Ledger extends RestEndpoint {
  @Field({ type: 'bigint' })
  total!: bigint;
}

// A bigint is selected as text under its own name, and `order by "total"` meant that text.
describeOnEachDatabase('an ordering by a bigint', (server) => {
  it.each([
    ['total', ['-7', '9', '10']],
    ['-total', ['10', '9', '-7']],
  ])('%s goes by number, not by digit', async (ordering, totals) => {
    const api = await serve(server, { endpoints: [Ledger] });
    await fill(api, '/ledgers', [{ total: '9' }, { total: '10' }, { total: '-7' }]);

    const answer = await api.get(`/ledgers?ordering=${ordering}`);

    expect(listed(answer, 'total')).toEqual(totals);
  });
});
