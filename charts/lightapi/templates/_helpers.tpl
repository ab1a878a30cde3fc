{{- define "lightapi.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* 52 characters leave room for what is put behind it. */}}
{{- define "lightapi.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- $name := include "lightapi.name" . -}}
{{- ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "lightapi.selectorLabels" -}}
app.kubernetes.io/name: {{ include "lightapi.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "lightapi.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "lightapi.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "lightapi.metadata" -}}
name: {{ include "lightapi.fullname" . }}
namespace: {{ .Release.Namespace }}
labels:
  {{- include "lightapi.labels" . | nindent 2 }}
{{- end -}}

{{- define "lightapi.image" -}}
{{- with .Values.image -}}
{{- $version := ternary (printf "@%s" .digest) (printf ":%s" (default $.Chart.AppVersion .tag)) (ne .digest "") -}}
{{- printf "%s%s" .repository $version -}}
{{- end -}}
{{- end -}}

{{- define "lightapi.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "lightapi.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "lightapi.configText" -}}
{{- if .Values.configFile -}}
{{- .Values.configFile -}}
{{- else -}}
{{- toYaml .Values.config -}}
{{- end -}}
{{- end -}}

{{/* "true" where rows are in a file of one pod. */}}
{{- define "lightapi.usesSqlite" -}}
{{- if not (or .Values.database.url .Values.database.existingSecret) -}}true{{- end -}}
{{- end -}}

{{/* "true" where there can be more than one pod. */}}
{{- define "lightapi.isReplicated" -}}
{{- if or .Values.autoscaling.enabled (gt (int .Values.replicaCount) 1) -}}true{{- end -}}
{{- end -}}

{{- define "lightapi.claimName" -}}
{{- default (printf "%s-data" (include "lightapi.fullname" .)) .Values.persistence.existingClaim -}}
{{- end -}}

{{/* The Secret of this chart: what was given as a value. */}}
{{- define "lightapi.secretData" -}}
{{- with .Values.database.url }}
database-url: {{ b64enc . }}
{{- end }}
{{- with .Values.jwt.secret }}
jwt-secret: {{ b64enc . }}
{{- end }}
{{- with .Values.redis.url }}
redis-url: {{ b64enc . }}
{{- end }}
{{- end -}}

{{/*
One variable of the environment that comes from a Secret, or none.
Takes root, name, own (key in the Secret of this chart), value and source (existingSecret, …Key).
*/}}
{{- define "lightapi.secretVariable" -}}
{{- if or .value .source.existingSecret }}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ default (include "lightapi.fullname" .root) .source.existingSecret }}
      key: {{ ternary .source.existingSecretKey .own (ne .source.existingSecret "") }}
{{- end }}
{{- end -}}
