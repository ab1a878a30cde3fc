import { pluralize, singularize } from 'inflection';

/** What inflection takes for plurals: `Police` would be a `Polouse`, and `Lens` a `Len`. */
const SINGULARS = /(?:(?:[^ML]|^)ice|[Gg]as|[Ll]ens|[Bb]ias|[Aa]tlas|[Cc]ensus|[Ss]ms)$/;

/** What is one and many: nobody says `SensorDatum`. */
const BOTH = /(?:[Dd]ata|[Mm]edia|[Pp]olice)$/;

/** `ShopProduct` of `ShopProducts`; a name that is in the singular already stays. */
export function singularOf(name: string): string {
  if (SINGULARS.test(name) || BOTH.test(name)) return name;
  const shorter = name.replace(/es$/, '');
  return SINGULARS.test(shorter) ? shorter : singularize(name);
}

/** `ShopProducts` of `ShopProduct`; a name that is in the plural already stays. */
export function pluralOf(name: string): string {
  if (BOTH.test(name)) return name;
  if (!SINGULARS.test(name)) return pluralize(name);
  return name.endsWith('s') ? `${name}es` : `${name}s`;
}
