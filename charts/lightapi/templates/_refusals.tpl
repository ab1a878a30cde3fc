{{/* Values that contradict each other; what one value may be is said by values.schema.json. */}}
{{- define "lightapi.refusals" -}}
{{- include "lightapi.refusals.secrets" . -}}
{{- include "lightapi.refusals.config" . -}}
{{- include "lightapi.refusals.replicas" . -}}
{{- include "lightapi.refusals.rest" . -}}
{{- end -}}

{{- define "lightapi.refusals.secrets" -}}
{{- if and .Values.database.url .Values.database.existingSecret -}}
{{- fail "database.url and database.existingSecret are both given. Give one." -}}
{{- end -}}
{{- if and .Values.jwt.secret .Values.jwt.existingSecret -}}
{{- fail "jwt.secret and jwt.existingSecret are both given. Give one." -}}
{{- end -}}
{{- if and .Values.redis.url .Values.redis.existingSecret -}}
{{- fail "redis.url and redis.existingSecret are both given. Give one." -}}
{{- end -}}
{{- end -}}

{{/* A member of what may be no object at all: the server itself says so. Takes both as a list. */}}
{{- define "lightapi.member" -}}
{{- if kindIs "map" (first .) -}}{{- get (first .) (last .) -}}{{- end -}}
{{- end -}}

{{/* Whoever may read ConfigMaps would read them. */}}
{{- define "lightapi.refusals.config" -}}
{{- $config := include "lightapi.configText" . | fromYaml -}}
{{- with $config.Error -}}
{{- fail (printf "configFile is not the YAML of an object: %s" .) -}}
{{- end -}}
{{- if not $config.endpoints -}}
{{- fail "The configuration has no endpoints. Say by config or configFile what is served." -}}
{{- end -}}
{{- $password := "://[^/@]*:[^/@$]+@" -}}
{{- $databases := list $config.database_url $config.databaseUrl (include "lightapi.member" (list $config.database "url")) -}}
{{- if regexMatch $password (join " " $databases) -}}
{{- fail "The configuration has a database URL with a password, and becomes a ConfigMap. Give it as database.url, or the name of a Secret as database.existingSecret." -}}
{{- end -}}
{{- if regexMatch $password (include "lightapi.member" (list $config.redis "url")) -}}
{{- fail "The configuration has a Redis URL with a password, and becomes a ConfigMap. Give it as redis.url, or the name of a Secret as redis.existingSecret." -}}
{{- end -}}
{{- with include "lightapi.member" (list $config.jwt "secret") -}}
{{- if not (contains "${" .) -}}
{{- fail "The configuration has a jwt secret, and becomes a ConfigMap. Give it as jwt.secret, or the name of a Secret as jwt.existingSecret." -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "lightapi.refusals.replicas" -}}
{{- $more := "Name a PostgreSQL by database.existingSecret or database.url for more pods." -}}
{{- if include "lightapi.usesSqlite" . -}}
{{- if .Values.autoscaling.enabled -}}
{{- fail (printf "autoscaling is enabled, but the rows are in an SQLite file, which one pod writes. %s" $more) -}}
{{- end -}}
{{- if gt (int .Values.replicaCount) 1 -}}
{{- fail (printf "replicaCount is %d, but the rows are in an SQLite file, which one pod writes. %s" (int .Values.replicaCount) $more) -}}
{{- end -}}
{{- end -}}
{{- with .Values.autoscaling -}}
{{- if .enabled -}}
{{- if gt (int .minReplicas) (int .maxReplicas) -}}
{{- fail (printf "autoscaling.minReplicas is %d, more than the %d of autoscaling.maxReplicas." (int .minReplicas) (int .maxReplicas)) -}}
{{- end -}}
{{- if not (or .targetCPUUtilizationPercentage .targetMemoryUtilizationPercentage) -}}
{{- fail "autoscaling has nothing to go by. Give targetCPUUtilizationPercentage or targetMemoryUtilizationPercentage." -}}
{{- end -}}
{{- if and .targetCPUUtilizationPercentage (not (dig "requests" "cpu" "" $.Values.resources)) -}}
{{- fail "autoscaling goes by a share of resources.requests.cpu, which is not given." -}}
{{- end -}}
{{- if and .targetMemoryUtilizationPercentage (not (dig "requests" "memory" "" $.Values.resources)) -}}
{{- fail "autoscaling goes by a share of resources.requests.memory, which is not given." -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The server waits up to ten seconds for background work, after the requests that have begun. */}}
{{- define "lightapi.refusals.rest" -}}
{{- $least := add (int .Values.preStopSleepSeconds) 15 -}}
{{- if lt (int .Values.terminationGracePeriodSeconds) (int $least) -}}
{{- fail (printf "terminationGracePeriodSeconds is %d, but preStopSleepSeconds and the server's own end take up to %d." (int .Values.terminationGracePeriodSeconds) (int $least)) -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) -}}
{{- fail "ingress is enabled, but ingress.hosts is empty." -}}
{{- end -}}
{{- end -}}
