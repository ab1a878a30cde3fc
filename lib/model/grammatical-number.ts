import { pluralize, singularize } from 'inflection';

/** What inflection takes for plurals: `Police` would be a `Polouse`, and `Lens` a `Len`. */
const SINGULARS =
  /(?:(?:[^MLml]|^)ice|[Ss](?:p?l)ice|[Gg]as|[Ll]ens|[Bb]ias|[Aa]tlas|[Cc]ensus|[Ss]ms)$/;

/** What is one and many: nobody says `SensorDatum`. */
const BOTH = /(?:[Dd]ata|[Mm]edia|[Pp]olice)$/;

/** `ShopProduct` of `ShopProducts`; a name that is in the singular already stays. */
export function singularOf(name: string): string {
  if (SINGULARS.test(name) || BOTH.test(name)) return name;
  const shorter = name.replace(/es$/, '');
  return SINGULARS.test(shorter) ? shorter : inCaseOf(name, singularize(name));
}

/** `ShopProducts` of `ShopProduct`; a name that is in the plural already stays. */
export function pluralOf(name: string): string {
  if (BOTH.test(name)) return name;
  if (!SINGULARS.test(name)) return inCaseOf(name, pluralize(name));
  return name.endsWith('s') ? `${name}es` : `${name}s`;
}

/** Words with a plural of their own come back in small letters: `tooth` of `Teeth`. */
function inCaseOf(name: string, made: string): string {
  const first = made.charAt(0);
  return (/^[A-Z]/.test(name) ? first.toUpperCase() : first) + made.slice(1);
}
