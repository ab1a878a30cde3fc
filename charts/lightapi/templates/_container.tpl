{{- define "lightapi.environment" -}}
- name: LIGHTAPI_CONFIG
  value: /app/lightapi.yaml
- name: LIGHTAPI_PORT
  value: '8000'
{{- if include "lightapi.usesSqlite" . }}
- name: LIGHTAPI_DATABASE_URL
  value: sqlite:////data/app.db
- name: DATABASE_URL
  value: sqlite:////data/app.db
{{- else }}
{{- range list "LIGHTAPI_DATABASE_URL" "DATABASE_URL" }}
{{- include "lightapi.secretVariable" (dict "root" $ "name" . "own" "database-url" "value" $.Values.database.url "source" $.Values.database) }}
{{- end }}
{{- end }}
{{- include "lightapi.secretVariable" (dict "root" . "name" "LIGHTAPI_JWT_SECRET" "own" "jwt-secret" "value" .Values.jwt.secret "source" .Values.jwt) }}
{{- include "lightapi.secretVariable" (dict "root" . "name" "LIGHTAPI_REDIS_URL" "own" "redis-url" "value" .Values.redis.url "source" .Values.redis) }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "lightapi.volumeMounts" -}}
- name: config
  mountPath: /app/lightapi.yaml
  subPath: lightapi.yaml
  readOnly: true
{{- range $name, $text := .Values.files }}
- name: config
  mountPath: /app/{{ $name }}
  subPath: {{ $name }}
  readOnly: true
{{- end }}
- name: data
  mountPath: /data
- name: tmp
  mountPath: /tmp
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "lightapi.volumes" -}}
- name: config
  configMap:
    name: {{ include "lightapi.fullname" . }}
- name: data
  {{- if and (include "lightapi.usesSqlite" .) .Values.persistence.enabled }}
  persistentVolumeClaim:
    claimName: {{ include "lightapi.claimName" . }}
  {{- else }}
  emptyDir: {}
  {{- end }}
- name: tmp
  emptyDir:
    sizeLimit: 64Mi
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "lightapi.probe" -}}
httpGet:
  path: {{ .path }}
  port: http
{{ toYaml .timing }}
{{- end -}}
