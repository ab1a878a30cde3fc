import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { parseAllDocuments } from 'yaml';

export const CHART = join(import.meta.dirname, '..', '..', 'charts', 'lightapi');

/** A program that the tests may use, or why there is none. */
export interface TestProgram {
  /** Where all tests are required, it is missed aloud. */
  readonly isMissing: boolean;
  /** For the name of what is skipped; empty where it can be used. */
  readonly reason: string;
}

const PROGRAM = process.env.LIGHTAPI_TEST_HELM ?? 'helm';

export const HELM: TestProgram = findHelm();

/** An object of Kubernetes; tests look into every part of it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Record<string, string> };
  readonly [member: string]: any;
}

/** Runs Helm with values of a test. @throws what Helm writes on standard error */
export function helm(args: readonly string[], values: object = {}): string {
  const { status, stdout, stderr, error } = spawnSync(PROGRAM, [...args, '--values', '-'], {
    input: JSON.stringify(values),
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${stdout}${stderr}`);
  return stdout;
}

/** The objects that the chart makes of values, by kind; hooks are left out. */
export function render(values: object = {}): ReadonlyMap<string, Manifest> {
  const text = helm(['template', 'shop', CHART, '--namespace', 'prod', '--no-hooks'], values);
  return new Map(manifestsIn(text).map((manifest) => [manifest.kind, manifest]));
}

/** @throws where a text is no YAML, or has a key twice */
export function manifestsIn(text: string): Manifest[] {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return [];
  return documents.map((document) => {
    if (document.errors.length > 0) throw new AggregateError(document.errors, text);
    return document.toJS() as Manifest;
  });
}

/** @throws where there is none of this kind */
export function one(manifests: ReadonlyMap<string, Manifest>, kind: string): Manifest {
  const manifest = manifests.get(kind);
  if (manifest === undefined) throw new Error(`no ${kind}`);
  return manifest;
}

/** The `lightapi.yaml` that pods see. */
export function configOf(manifests: ReadonlyMap<string, Manifest>): string {
  return one(manifests, 'ConfigMap').data['lightapi.yaml'] as string;
}

export function podOf(manifests: ReadonlyMap<string, Manifest>): any {
  return one(manifests, 'Deployment').spec.template;
}

export function containerOf(manifests: ReadonlyMap<string, Manifest>): any {
  return podOf(manifests).spec.containers[0];
}

function findHelm(): TestProgram {
  const { error } = spawnSync(PROGRAM, ['version']);
  if (error === undefined) return { isMissing: false, reason: '' };
  if (process.env.LIGHTAPI_TEST_REQUIRE_ALL === '1') throw error;
  return { isMissing: true, reason: ` (skipped: no ${PROGRAM}; set LIGHTAPI_TEST_HELM to Helm)` };
}
