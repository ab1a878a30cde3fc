import { validate as deployment } from 'kubernetes-models/_schemas/IoK8sApiAppsV1Deployment';
import { validate as autoscaler } from 'kubernetes-models/_schemas/IoK8sApiAutoscalingV2HorizontalPodAutoscaler';
import { validate as configMap } from 'kubernetes-models/_schemas/IoK8sApiCoreV1ConfigMap';
import { validate as claim } from 'kubernetes-models/_schemas/IoK8sApiCoreV1PersistentVolumeClaim';
import { validate as pod } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Pod';
import { validate as secret } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Secret';
import { validate as service } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Service';
import { validate as account } from 'kubernetes-models/_schemas/IoK8sApiCoreV1ServiceAccount';
import { validate as ingress } from 'kubernetes-models/_schemas/IoK8sApiNetworkingV1Ingress';
import { validate as budget } from 'kubernetes-models/_schemas/IoK8sApiPolicyV1PodDisruptionBudget';

import type { Manifest } from './helm.js';

type Validate = ((data: unknown) => boolean) & { readonly errors?: readonly object[] | null };

/** What Kubernetes itself publishes about its objects. */
const VALIDATORS = new Map<string, Validate>([
  ['apps/v1 Deployment', deployment],
  ['autoscaling/v2 HorizontalPodAutoscaler', autoscaler],
  ['networking.k8s.io/v1 Ingress', ingress],
  ['policy/v1 PodDisruptionBudget', budget],
  ['v1 ConfigMap', configMap],
  ['v1 PersistentVolumeClaim', claim],
  ['v1 Pod', pod],
  ['v1 Secret', secret],
  ['v1 Service', service],
  ['v1 ServiceAccount', account],
]);

/** What Kubernetes would find wrong: types, missing members, and names that it does not know. */
export function mistakesIn(manifest: Manifest): string[] {
  const kind = `${manifest.apiVersion} ${manifest.kind}`;
  const validate = VALIDATORS.get(kind);
  if (validate === undefined) return [`${kind} is not known`];
  const read = new Set<string>();
  const isValid = validate(watched(manifest, '', read));
  const unknown = placesIn(manifest, '').filter((place) => !read.has(place));
  return [
    ...(isValid ? [] : (validate.errors ?? []).map((error) => JSON.stringify(error))),
    ...unknown.map((place) => `${kind} has no ${place}`),
  ];
}

/** A value that notes what is read of it: the validators look at no name that they don't know. */
function watched(value: unknown, place: string, read: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof name !== 'string' || !Object.hasOwn(target, name)) return member;
      read.add(`${place}/${name}`);
      return watched(member, `${place}/${name}`, read);
    },
  });
}

function placesIn(value: unknown, place: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    `${place}/${name}`,
    ...placesIn(member, `${place}/${name}`),
  ]);
}
