// Passwords in a file are for a sample; ask your database, and compare with a slow hash.
const USERS = {
  ada: { password: 'lovelace', is_admin: true },
  grace: { password: 'hopper', is_admin: false },
};

/** Who a name and a password belong to: what is returned, the token says. */
export function login(username, password) {
  const user = Object.hasOwn(USERS, username) ? USERS[username] : undefined;
  if (user?.password !== password) return null;
  return { sub: username, is_admin: user.is_admin };
}
