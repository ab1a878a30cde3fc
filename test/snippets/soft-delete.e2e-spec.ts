import { expect, it } from 'vitest';

import { Document } from '../../docs/snippets/how-to/soft-delete.js';
import { describeOnEachDatabase, serve } from '../support/nest-app.js';

const TEN = Array.from({ length: 10 }, (_, n) => n);

describeOnEachDatabase('a soft DELETE', (server) => {
  it('is for any version, as others are: ten simultaneous ones', async () => {
    const api = await serve(server, { endpoints: [Document] });
    await api.post('/documents', { name: 'plan' });

    const answers = await Promise.all(TEN.map(() => api.delete('/documents/1')));

    expect(answers.map(({ status }) => status)).toEqual(TEN.map(() => 204));
    expect((await api.get('/documents')).json.results).toEqual([]);
  });

  it('is for any version beside those who write others', async () => {
    const api = await serve(server, { endpoints: [Document] });
    for (const n of TEN) await api.post('/documents', { name: `plan ${n}` });
    const write = async (id: number) => {
      const { version } = (await api.get(`/documents/${id}`)).json;
      await api.patch(`/documents/${id}`, { name: 'another', version });
    };

    const answers = await Promise.all(
      TEN.map(async (n) => {
        const writing = [write(n + 1), write(n + 1), write(n + 1)];
        const { status } = await api.delete(`/documents/${n + 1}`);
        await Promise.all(writing);
        return status;
      }),
    );

    expect(answers).toEqual(TEN.map(() => 204));
    expect((await api.get('/documents')).json.results).toEqual([]);
  });

  it('is for the version that it names', async () => {
    const api = await serve(server, { endpoints: [Document] });
    const made = await api.post('/documents', { name: 'plan' });
    const first = { 'if-match': made.headers.get('etag') ?? '' };
    await api.patch('/documents/1', { name: 'another', version: 1 });

    const late = await api.delete('/documents/1', first);
    const { status } = await api.delete('/documents/1', { 'if-match': '"2"' });

    expect([late.status, status]).toEqual([412, 204]);
  });

  it('leaves what is deleted as it was deleted', async () => {
    const api = await serve(server, { endpoints: [Document] });
    await api.post('/documents', { name: 'plan' });
    await api.delete('/documents/1');
    const deleted = await api.get('/documents/1');

    const { status } = await api.delete('/documents/1');

    expect(status).toBe(204);
    expect((await api.get('/documents/1')).json).toEqual(deleted.json);
  });
});
