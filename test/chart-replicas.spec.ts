import { describe, expect, it } from 'vitest';

import { containerOf, HELM, one, podOf, render } from './support/helm.js';

const POSTGRES = { database: { existingSecret: 'shop-database' } };
const CONFIG = { endpoints: [{ route: '/a', fields: {} }] };

describe.skipIf(HELM.isMissing)(`replicas of the chart${HELM.reason}`, () => {
  it('are one with an SQLite file, which outlives the release', () => {
    const manifests = render({ persistence: { storageClass: 'fast', size: '5Gi' } });
    const { replicas, strategy } = one(manifests, 'Deployment').spec;
    const claim = one(manifests, 'PersistentVolumeClaim');

    expect({ replicas, strategy }).toEqual({ replicas: 1, strategy: { type: 'Recreate' } });
    expect(claim.metadata).toMatchObject({
      name: 'shop-lightapi-data',
      annotations: { 'helm.sh/resource-policy': 'keep' },
    });
    expect(claim.spec).toEqual({
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'fast',
      resources: { requests: { storage: '5Gi' } },
    });
    expect(dataOf(manifests)).toEqual({ claimName: 'shop-lightapi-data' });
    expect(containerOf(manifests).env).toContainEqual({
      name: 'LIGHTAPI_DATABASE_URL',
      value: 'sqlite:////data/app.db',
    });
    expect(manifests.has('PodDisruptionBudget')).toBe(false);
  });

  it('use a claim that is there', () => {
    const manifests = render({ persistence: { existingClaim: 'rows' } });

    expect(manifests.has('PersistentVolumeClaim')).toBe(false);
    expect(dataOf(manifests)).toEqual({ claimName: 'rows' });
  });

  it('are several with a PostgreSQL, replaced without a gap', () => {
    const manifests = render({ ...POSTGRES, replicaCount: 3 });
    const { replicas, strategy, selector } = one(manifests, 'Deployment').spec;

    expect(replicas).toBe(3);
    expect(strategy).toEqual({
      type: 'RollingUpdate',
      rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
    });
    expect(manifests.has('PersistentVolumeClaim')).toBe(false);
    expect(one(manifests, 'PodDisruptionBudget').spec).toEqual({
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
      selector,
    });
  });

  it('are scaled by what is asked for, and by nothing else', () => {
    const manifests = render({
      ...POSTGRES,
      autoscaling: { enabled: true, maxReplicas: 9, targetMemoryUtilizationPercentage: 80 },
    });

    expect(one(manifests, 'Deployment').spec).not.toHaveProperty('replicas');
    expect(one(manifests, 'HorizontalPodAutoscaler').spec).toEqual({
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'shop-lightapi' },
      minReplicas: 2,
      maxReplicas: 9,
      metrics: [share('cpu', 70), share('memory', 80)],
    });
  });
});

/** Values, and a part of what is said about them. */
const REFUSED: readonly (readonly [object, string])[] = [
  [{ replicaCount: 2 }, 'replicaCount is 2, but the rows are in an SQLite file'],
  [{ autoscaling: { enabled: true } }, 'autoscaling is enabled, but the rows are in an SQLite'],
  [
    { ...POSTGRES, autoscaling: { enabled: true, minReplicas: 9 } },
    'autoscaling.minReplicas is 9, more than the 6',
  ],
  [
    { ...POSTGRES, autoscaling: { enabled: true, targetCPUUtilizationPercentage: 0 } },
    'autoscaling has nothing to go by',
  ],
  [
    { ...POSTGRES, autoscaling: { enabled: true }, resources: { requests: { cpu: null } } },
    'a share of resources.requests.cpu, which is not given',
  ],
  [{ terminationGracePeriodSeconds: 19 }, "the server's own end take up to 20"],
  [{ ingress: { enabled: true } }, 'ingress.hosts is empty'],
  [{ database: { url: 'postgresql://h/d', existingSecret: 's' } }, 'Give one.'],
  [{ jwt: { secret: 'x'.repeat(32), existingSecret: 's' } }, 'Give one.'],
  [{ redis: { url: 'redis://h', existingSecret: 's' } }, 'Give one.'],
  [{ configFile: 'a: [' }, 'configFile is not the YAML of an object'],
  [{ configFile: '- a' }, 'configFile is not the YAML of an object'],
  [{ config: { endpoints: null } }, 'The configuration has no endpoints'],
  [
    { config: { ...CONFIG, database: { url: 'postgresql://u:p@h/d' } } },
    'a database URL with a password, and becomes a ConfigMap',
  ],
  [{ config: { ...CONFIG, database_url: 'postgresql://u:p@h/d' } }, 'as database.url'],
  [{ config: { ...CONFIG, databaseUrl: 'postgresql://u:p@h/d' } }, 'as database.url'],
  [{ config: { ...CONFIG, redis: { url: 'redis://:p@h' } } }, 'as redis.url'],
  [{ config: { ...CONFIG, jwt: { secret: 'x'.repeat(32) } } }, 'as jwt.secret'],
  // What the schema of values says:
  [{ replicas: 2 }, "additional properties 'replicas' not allowed"],
  [{ image: { tags: 'x' } }, "additional properties 'tags' not allowed"],
  [{ replicaCount: '2' }, 'got string, want integer'],
  [{ database: { url: 'mysql://h/d' } }, "at '/database/url'"],
  [{ database: { url: 'sqlite:app.db' } }, "at '/database/url'"],
  [{ jwt: { secret: 'short' } }, "at '/jwt/secret'"],
  [{ redis: { url: 'http://h' } }, "at '/redis/url'"],
  [{ files: { 'lightapi.yaml': '' } }, "invalid propertyName 'lightapi.yaml'"],
  [{ files: { '../a.js': '' } }, "invalid propertyName '../a.js'"],
  [{ extraEnv: [{ name: 'LIGHTAPI_PORT', value: '1' }] }, "at '/extraEnv/0/name'"],
  [{ persistence: { accessMode: 'ReadWriteMany' } }, "at '/persistence/accessMode'"],
  [{ podDisruptionBudget: { maxUnavailable: 0 } }, "at '/podDisruptionBudget/maxUnavailable'"],
  [{ readinessProbe: { timeoutSeconds: 0 } }, "at '/readinessProbe/timeoutSeconds'"],
  [{ service: { port: 70_000 } }, "at '/service/port'"],
];

describe.skipIf(HELM.isMissing)(`the chart refuses${HELM.reason}`, () => {
  it.each(REFUSED)('%j', (values, message) => {
    expect(() => render(values)).toThrow(message);
  });

  it('no secret that the environment puts in', () => {
    const config = {
      ...CONFIG,
      database: { url: 'postgresql://u:${PASSWORD}@h/d' },
      jwt: { secret: '${LIGHTAPI_JWT_SECRET}' },
    };

    expect(() => render({ config })).not.toThrow();
    expect(() => render({ config: { ...CONFIG, database: 'a mistake of its own' } })).not.toThrow();
  });
});

function dataOf(manifests: ReturnType<typeof render>): unknown {
  const volumes: readonly any[] = podOf(manifests).spec.volumes;
  return volumes.find(({ name }) => name === 'data').persistentVolumeClaim;
}

function share(name: string, averageUtilization: number): object {
  return {
    type: 'Resource',
    resource: { name, target: { type: 'Utilization', averageUtilization } },
  };
}
