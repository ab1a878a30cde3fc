const users = new Map([
  ['ada', { isAdmin: true, has: (password) => Promise.resolve(password === 'lovelace') }],
]);

function findUser(name) {
  return Promise.resolve(users.get(name));
}

export async function login(username, password) {
  const user = await findUser(username);
  return user && (await user.has(password)) ? { sub: username, is_admin: user.isAdmin } : null;
}
