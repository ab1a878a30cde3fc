import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { loadConfigFile } from '../lib/config/load-config.js';
import { optionsOfEnvironment } from '../lib/options/environment-options.js';
import { configFile } from './support/config-file.js';
import {
  CHART,
  configOf,
  containerOf,
  HELM,
  helm,
  manifestsIn,
  one,
  render,
} from './support/helm.js';
import { mistakesIn } from './support/kubernetes.js';

const ROOT = dirname(dirname(CHART));
const SECRET = 'a secret of more than thirty-two bytes';
const POSTGRES = { database: { existingSecret: 'shop-database' } };

/** The values that lead to the most objects. */
const FULL = {
  ...POSTGRES,
  jwt: { secret: SECRET },
  redis: { url: 'redis://cache:6379' },
  autoscaling: {
    enabled: true,
    targetMemoryUtilizationPercentage: 80,
    behavior: { scaleDown: { stabilizationWindowSeconds: 60 } },
  },
  podDisruptionBudget: { maxUnavailable: '25%' },
  ingress: {
    enabled: true,
    className: 'nginx',
    hosts: [{ host: 'shop.example' }],
    tls: [{ secretName: 'shop-tls', hosts: ['shop.example'] }],
  },
  files: { 'users.js': 'export const login = () => null;\n' },
  imagePullSecrets: [{ name: 'registry' }],
  extraEnv: [{ name: 'NODE_OPTIONS', value: '--max-old-space-size=384' }],
  extraEnvFrom: [{ secretRef: { name: 'more' } }],
  extraVolumes: [{ name: 'more', emptyDir: {} }],
  extraVolumeMounts: [{ name: 'more', mountPath: '/more' }],
  podAnnotations: { 'prometheus.io/scrape': 'false' },
  podLabels: { team: 'shop', 'app.kubernetes.io/name': 'another' },
  priorityClassName: 'high',
  nodeSelector: { 'kubernetes.io/arch': 'amd64' },
  tolerations: [{ key: 'shop', operator: 'Exists' }],
  affinity: { nodeAffinity: {} },
  topologySpreadConstraints: [
    { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' },
  ],
};

const VARIATIONS: Readonly<Record<string, object>> = {
  'default values': {},
  'a PostgreSQL of a Secret': POSTGRES,
  'everything that there is': FULL,
  'rows that go with the pod': { persistence: { enabled: false } },
  'objects named by hand': { fullnameOverride: 'api', serviceAccount: { create: false } },
};

describe.skipIf(HELM.isMissing)(`the chart${HELM.reason}`, () => {
  it.each(Object.entries(VARIATIONS))('makes what Kubernetes knows: %s', (_name, values) => {
    const text = helm(['template', 'shop', CHART, '--namespace', 'prod'], values);

    expect(manifestsIn(text).flatMap(mistakesIn)).toEqual([]);
  });

  it('would be told what Kubernetes does not know', () => {
    const manifest = structuredClone(one(render(), 'Deployment'));
    manifest.spec.template.spec.securtyContext = {};
    manifest.spec.replicas = 'two';

    expect(mistakesIn(manifest)).toEqual([
      expect.stringContaining('"instancePath":"/spec/replicas"'),
      'apps/v1 Deployment has no /spec/template/spec/securtyContext',
    ]);
  });

  it('has nothing that Helm finds fault with', () => {
    expect(helm(['lint', '--strict', CHART])).toContain('0 chart(s) failed');
    expect(helm(['lint', '--strict', CHART], FULL)).toContain('0 chart(s) failed');
  });

  it('says on every object which chart and release it is of', () => {
    const objects = [...render(FULL).values()];

    expect(objects.map(({ kind }) => kind).sort()).toEqual([
      'ConfigMap',
      'Deployment',
      'HorizontalPodAutoscaler',
      'Ingress',
      'PodDisruptionBudget',
      'Secret',
      'Service',
      'ServiceAccount',
    ]);
    for (const { metadata } of objects)
      expect(metadata).toMatchObject({
        name: 'shop-lightapi',
        namespace: 'prod',
        labels: {
          'helm.sh/chart': 'lightapi-0.1.0',
          'app.kubernetes.io/name': 'lightapi',
          'app.kubernetes.io/instance': 'shop',
          'app.kubernetes.io/managed-by': 'Helm',
        },
      });
  });

  it('serves an example by default, which the command line accepts', async () => {
    const path = await configFile(configOf(render()));

    const { endpoints } = await loadConfigFile(path, optionsOfEnvironment);

    expect(endpoints?.map(({ name }) => name)).toEqual(['NotesEndpoint']);
  });

  it('hands a file through as it is', () => {
    const file = readFileSync(join(ROOT, 'sample', '04-yaml', 'lightapi.yaml'), 'utf8');
    const hostile = `  # {{ fail "no" }} \${VAR}: 'a' "b" \t|\n${file.replaceAll(/^(?=.)/gm, '  ')}`;

    expect(configOf(render({ configFile: file }))).toBe(file);
    expect(configOf(render({ configFile: hostile }))).toBe(hostile);
  });

  it('keeps numbers, texts and nothing as they are in an object', () => {
    const config = { max_results: 12_345_678, endpoints: [{ route: '/a', fields: {} }] };
    const text = configOf(render({ config: { ...config, public_url: '0x10' } }));

    expect(parse(text)).toEqual({ ...config, public_url: '0x10' });
  });

  it('puts code beside the configuration', () => {
    const { data } = one(render(FULL), 'ConfigMap');
    const mounts = containerOf(render(FULL)).volumeMounts;

    expect(data['users.js']).toBe(FULL.files['users.js']);
    expect(mounts).toContainEqual({
      name: 'config',
      mountPath: '/app/users.js',
      subPath: 'users.js',
      readOnly: true,
    });
  });

  it('tells how to reach what it has installed, and what is missing', () => {
    const notes = (values: object) =>
      helm(['install', 'shop', CHART, '--dry-run=client'], values).split('\nNOTES:\n')[1];

    expect(notes({})).toContain('port-forward service/shop-lightapi');
    expect(notes({})).not.toContain('WARNING');
    expect(notes({ persistence: { enabled: false } })).toContain('rows go with the pod');
    expect(notes({ ...POSTGRES, replicaCount: 2 })).toContain('without Redis');
    expect(notes(FULL)).toContain('https://shop.example');
  });

  it('asks the Service whether it is ready, in a pod that the Service does not see', () => {
    const text = helm(['template', 'shop', CHART, '--show-only', 'templates/tests/readiness.yaml']);
    const [pod] = manifestsIn(text);

    const { selector } = one(render(), 'Service').spec;

    expect(pod?.metadata).toMatchObject({ annotations: { 'helm.sh/hook': 'test' } });
    expect(pod?.metadata.labels).not.toMatchObject(selector);
    expect(pod?.spec.containers[0].args[0]).toContain("fetch('http://shop-lightapi:80/readyz')");
    expect(pod?.spec.containers[0].securityContext.readOnlyRootFilesystem).toBe(true);
  });
});
