// Platformatic has no row versions: a hook around its `save` writes only over the version that the
// client read, in one statement.

/** @returns the hooks of the entity `book` */
export function versionLock({ entities }) {
  return {
    save(save, options) {
      const { input } = options;
      return input.id === undefined
        ? save({ ...options, input: { ...input, version: 1 } })
        : change(entities.book, options);
    },
  };
}

async function change(book, { input: { id, version, ...fields }, ctx }) {
  const [changed] = await book.updateMany({
    ctx,
    where: { id: { eq: id }, version: { eq: version } },
    input: { ...fields, version: version + 1 },
  });
  if (changed !== undefined) return changed;
  const exists = (await book.count({ ctx, where: { id: { eq: id } } })) > 0;
  throw refusal(...(exists ? [409, 'version conflict'] : [404, 'not found']));
}

function refusal(statusCode, message) {
  return Object.assign(new Error(message), { statusCode });
}
