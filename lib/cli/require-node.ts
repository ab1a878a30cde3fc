/** As the library's own check, in one line and without a stack: the first import of the program. */
try {
  await import('../node-version.js');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
