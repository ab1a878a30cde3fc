import { describe, expect, it } from 'vitest';

import { containerOf, HELM, type Manifest, one, podOf, render } from './support/helm.js';

const SECRET = 'a secret of more than thirty-two bytes';
const POSTGRES = { database: { existingSecret: 'shop-database' } };
const URL_OF_SHOP = 'postgresql://shop:hidden@database:5432/shop';

describe.skipIf(HELM.isMissing)(`pods of the chart${HELM.reason}`, () => {
  it('have no more rights than the restricted standard gives', () => {
    const { spec } = podOf(render());

    expect(spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(spec.containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(spec).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
    expect(one(render(), 'ServiceAccount').automountServiceAccountToken).toBe(false);
  });

  it('let the platform choose the user', () => {
    const { securityContext } = podOf(
      render({ podSecurityContext: { runAsUser: null, runAsGroup: null, fsGroup: null } }),
    ).spec;

    expect(Object.keys(securityContext as object).sort()).toEqual([
      'fsGroupChangePolicy',
      'runAsNonRoot',
      'seccompProfile',
    ]);
  });

  it('can write to /data and /tmp', () => {
    const { spec } = podOf(render(POSTGRES));

    const mounts: readonly any[] = spec.containers[0].volumeMounts;
    const places = new Map<unknown, unknown>(mounts.map((mount) => [mount.name, mount.mountPath]));
    const volumes: readonly any[] = spec.volumes;
    const writable = volumes.filter(({ configMap }) => configMap === undefined);

    expect(writable.map(({ name }) => places.get(name))).toEqual(['/data', '/tmp']);
    expect(writable[0].emptyDir).toEqual({});
  });

  it('are asked whether they live and whether they are ready', () => {
    const container = containerOf(render());

    expect(container.startupProbe.httpGet).toEqual({ path: '/healthz', port: 'http' });
    expect(container.livenessProbe.httpGet).toEqual({ path: '/healthz', port: 'http' });
    expect(container.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'http' });
    expect(container.ports).toEqual([{ name: 'http', containerPort: 8000, protocol: 'TCP' }]);
    expect(container.startupProbe).toMatchObject({ failureThreshold: 30, periodSeconds: 2 });
  });

  it('end after Services have forgotten them', () => {
    const { spec } = podOf(render());

    const [, seconds] = spec.containers[0].lifecycle.preStop.exec.command;

    expect(spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(Number(seconds) + 15);
    expect(containerOf(render({ preStopSleepSeconds: 0 }))).not.toHaveProperty('lifecycle');
  });

  it('are of a tag or of a digest', () => {
    const digest = `sha256:${'0'.repeat(64)}`;

    expect(containerOf(render()).image).toBe('lightapi:0.1.0');
    expect(containerOf(render({ image: { tag: '2' } })).image).toBe('lightapi:2');
    expect(containerOf(render({ image: { digest } })).image).toBe(`lightapi@${digest}`);
  });

  it('are made anew for another configuration, another file or another secret', () => {
    const values = { ...POSTGRES, jwt: { secret: SECRET }, files: { 'a.js': '1' } };
    const changes = [
      {},
      { replicaCount: 2 },
      { config: { max_results: 5 } },
      { files: { 'a.js': '2' } },
      { jwt: { secret: `${SECRET}!` } },
    ];

    const [first, same, ...others] = changes.map((change) =>
      JSON.stringify(podOf(render({ ...values, ...change })).metadata.annotations),
    );

    expect(same).toBe(first);
    expect(new Set([first, ...others]).size).toBe(4);
  });

  it('are spread as their release', () => {
    const constraint = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' };
    const own = { ...constraint, labelSelector: { matchLabels: { team: 'shop' } } };

    const { spec } = podOf(render({ topologySpreadConstraints: [constraint, own] }));
    const { matchLabels } = one(render(), 'Deployment').spec.selector;

    expect(spec.topologySpreadConstraints).toEqual([
      { ...constraint, labelSelector: { matchLabels } },
      own,
    ]);
  });
});

describe.skipIf(HELM.isMissing)(`secrets of the chart${HELM.reason}`, () => {
  it('come from Secrets that are there', () => {
    const manifests = render({
      database: { existingSecret: 'one', existingSecretKey: 'uri' },
      jwt: { existingSecret: 'two' },
      redis: { existingSecret: 'three' },
    });

    expect(manifests.has('Secret')).toBe(false);
    expect(secretsOf(manifests)).toEqual({
      LIGHTAPI_DATABASE_URL: 'one/uri',
      DATABASE_URL: 'one/uri',
      LIGHTAPI_JWT_SECRET: 'two/jwt-secret',
      LIGHTAPI_REDIS_URL: 'three/redis-url',
    });
  });

  it('are put into one that is made of values, and nowhere else', () => {
    const manifests = render({
      database: { url: URL_OF_SHOP, existingSecretKey: 'not-asked' },
      jwt: { secret: SECRET },
      redis: { url: 'rediss://:hidden@cache:6380/1' },
    });

    const { data } = one(manifests, 'Secret');
    const plain = Object.entries(data as Record<string, string>).map(([key, text]) => [
      key,
      Buffer.from(text, 'base64').toString(),
    ]);

    expect(Object.fromEntries(plain)).toEqual({
      'database-url': URL_OF_SHOP,
      'jwt-secret': SECRET,
      'redis-url': 'rediss://:hidden@cache:6380/1',
    });
    expect(secretsOf(manifests)).toEqual({
      LIGHTAPI_DATABASE_URL: 'shop-lightapi/database-url',
      DATABASE_URL: 'shop-lightapi/database-url',
      LIGHTAPI_JWT_SECRET: 'shop-lightapi/jwt-secret',
      LIGHTAPI_REDIS_URL: 'shop-lightapi/redis-url',
    });
    const others = [...manifests.values()].filter(({ kind }) => kind !== 'Secret');
    expect(JSON.stringify(others)).not.toMatch(/hidden|thirty-two/);
  });

  it('are none where none is given', () => {
    expect(secretsOf(render())).toEqual({});
    expect(render().has('Secret')).toBe(false);
  });
});

function secretsOf(manifests: ReadonlyMap<string, Manifest>): Record<string, string> {
  const variables: readonly any[] = containerOf(manifests).env;
  const secret = variables.filter(({ valueFrom }) => valueFrom !== undefined);
  return Object.fromEntries(
    secret.map(({ name, valueFrom: { secretKeyRef: from } }) => [name, `${from.name}/${from.key}`]),
  ) as Record<string, string>;
}
