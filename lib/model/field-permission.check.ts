import { CombinedPermission, type PermissionOption } from '../declare/combined-permission.js';
import type { Permission } from '../declare/permission.js';
import { onePermissionProblems } from './authentication.check.js';

/** What is wrong with the `read` or `write` of a field. */
export function fieldPermissionProblems(
  option: 'read' | 'write',
  permission: PermissionOption | undefined,
): string[] {
  if (permission === undefined) return [];
  const problems = onePermissionProblems(permission);
  if (problems.length === 0 && judgesResources(permission))
    problems.push(
      `has a permission with hasObjectPermission(), which is not asked about fields. Write one that judges the caller alone.`,
    );
  return problems.map((problem) => `'${option}' ${problem}`);
}

/** Such a permission lets everybody past the verb, to look at the row: for a field it would show all. */
function judgesResources(permission: PermissionOption): boolean {
  if (permission instanceof CombinedPermission) return permission.operands.some(judgesResources);
  return 'hasObjectPermission' in (permission.prototype as Permission);
}
